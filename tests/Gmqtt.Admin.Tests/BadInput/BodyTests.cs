namespace Gmqtt.Admin.Tests.BadInput;

public sealed class BodyTests(SharedBroker shared) : IClassFixture<SharedBroker>
{
    [Theory]
    [InlineData("""{"topic_name":""}""", "topic_name: ")]
    [InlineData("""{"topic_name":"a/#"}""", "topic_name: ")]
    [InlineData("""{"topic_name":"a\u0000b"}""", "topic_name: ")]
    [InlineData("""{"topic_name":"a","qos":3}""", "qos: 0, 1 or 2")]
    [InlineData("""{"topic_name":"a","qos":-1}""", "qos: ")]
    [InlineData("""{"topic_name":"a","qos":"1"}""", "qos: ")]
    [InlineData("""{"topic_name":"a","payload_format":2}""", "payload_format: 0, or 1 for text")]
    [InlineData("""{"topic_name":"a","payload":"x","payload_base64":"eA=="}""", "payload_base64: payload or payload_base64, not both")]
    [InlineData("""{"topic_name":"a","payload_base64":"no base64!"}""", "payload_base64: ")]
    [InlineData("""{"topic_name":"a","payload":{"an":"object"}}""", "payload: ")]
    [InlineData("""{"topic_name":"a","response_topic":"r/+"}""", "response_topic: ")]
    [InlineData("""{"topic_name":"a","user_properties":[{"K":"aw==","V":"/w=="}]}""", "user_properties[0].V: is no UTF-8")]
    [InlineData("""{"topic_name":"a","user_properties":[{"K":"aw=="}]}""", "user_properties[0].V: is missing")]
    [InlineData("""{"topic_name":"a","retain":true}""", "retain: there is no such member")]
    [InlineData("""{"topic_name":null}""", "topic_name: must not be null")]
    [InlineData("""{"topic_name":"a","topic_name":"b"}""", "topic_name: is given more than once")]
    [InlineData("""{"payload":"x"}""", "topic_name: is missing")]
    [InlineData("""{"topic_name":"a" """, "body: ")]
    [InlineData("[]", "body: ")]
    [InlineData("null", "body: ")]
    [InlineData("", "body: ")]
    [InlineData("""{"topic_name":[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]}""", "topic_name: ")]
    public async Task What_is_wrong_with_a_message_is_named(string body, string expected)
    {
        var refusal = await shared.Broker.RefusalAsync(HttpMethod.Post, "v1/publish", body);
        Assert.StartsWith(expected, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("Gmqtt.", refusal, StringComparison.Ordinal); // no types of ours
    }

    [Theory]
    [InlineData("{}", "client_id: client_id, topic_filter or both are needed")]
    [InlineData("""{"topic_filter":"a/#/b"}""", "topic_filter: has a # that is not the whole last level")]
    [InlineData("""{"client_id":"c","duration_seconds":3601}""", "duration_seconds: 1 to 3600")]
    [InlineData("""{"client_id":"c","payload_bytes":-1}""", "payload_bytes: 0 to 4096")]
    public async Task What_is_wrong_with_a_trace_is_named(string body, string expected)
    {
        Assert.Equal(expected, await shared.Broker.RefusalAsync(HttpMethod.Post, "v1/traces", body));
    }

    [Theory]
    [InlineData("a/#/b", "filter: has a # that is not the whole last level")]
    [InlineData("a+/b", "filter: has a + that is not a whole level")]
    [InlineData("", "filter: is empty")]
    public async Task A_filter_that_is_none_deletes_nothing(string filter, string expected)
    {
        Assert.Equal(expected, await shared.Broker.RefusalAsync(HttpMethod.Post, "v1/retained/delete", $$"""{"filter":"{{filter}}"}"""));
    }
}
