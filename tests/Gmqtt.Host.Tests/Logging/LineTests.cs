using Gmqtt.Host.Logging;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace Gmqtt.Host.Tests.Logging;

/// <summary>What clients send cannot act on a terminal, nor forge a line or a value.</summary>
public sealed class LineTests
{
    [Fact]
    public void A_line_has_the_time_in_UTC_the_level_and_the_message()
    {
        Assert.Equal("2026-11-23T04:22:09.123Z INF client connected cid=a-1 proto=5\n", Text("client connected cid={ClientId} proto={Protocol}", ("ClientId", "a-1"), ("Protocol", 5)));
    }

    [Theory]
    [InlineData("a b", "\"a b\"")]
    [InlineData("x user=admin", "\"x user=admin\"")]
    [InlineData("", "\"\"")]
    [InlineData("say \"hi\"", "\"say \\\"hi\\\"\"")]
    [InlineData("c:\\x", "\"c:\\\\x\"")]
    [InlineData("a\nb\rc\td", "\"a\\nb\\rc\\td\"")]
    [InlineData("\u001b[31mred", "\"\\u001b[31mred\"")]
    [InlineData("\u009b31mred", "\"\\u009b31mred\"")]
    [InlineData("gpj.\u202egnp", "\"gpj.\\u202egnp\"")]
    [InlineData("\u2028\u2066\u200b\u0000\u007f", "\"\\u2028\\u2066\\u200b\\u0000\\u007f\"")]
    [InlineData("größe-気温", "größe-気温")]
    public void A_value_is_escaped_and_quoted_where_it_must_be(string value, string written) =>
        Assert.Equal($"2026-11-23T04:22:09.123Z INF cid={written}\n", Text("cid={ClientId}", ("ClientId", value)));

    [Fact]
    public void A_value_that_is_not_there_is_left_empty() =>
        Assert.Equal("2026-11-23T04:22:09.123Z INF user= conn=1\n", Text("user={Username} conn={ConnectionId}", ("Username", null!), ("ConnectionId", 1)));

    [Fact]
    public void A_sentence_is_not_quoted_but_still_escaped() =>
        Assert.Equal("2026-11-23T04:22:09.123Z INF why: it \"broke\\n\\u001b\n", Text("why: {Reason:l}", ("Reason", "it \"broke\n\u001b")));

    [Fact]
    public void An_exception_stays_on_the_line()
    {
        var line = Format(new TextLineFormatter(), Event("failed", new InvalidOperationException("first\nsecond\u001b")));

        Assert.Equal("2026-11-23T04:22:09.123Z INF failed: System.InvalidOperationException: first | second\\u001b\n", line);
    }

    [Fact]
    public void Json_is_one_object_a_line_and_means_the_same_with_nothing_unsafe_in_it()
    {
        const string Hostile = "a\r\nb\u001b[31m\u009b\u202e\u2028\"x\"";

        var line = Format(new JsonLineFormatter(), Event("cid={ClientId}", null, ("ClientId", Hostile)));

        Assert.DoesNotContain(line[..^1], SafeText.IsUnsafe);
        Assert.Equal('\n', line[^1]);
        using var json = System.Text.Json.JsonDocument.Parse(line);
        Assert.Equal(Hostile, json.RootElement.GetProperty("ClientId").GetString());
        Assert.Equal("2026-11-23T04:22:09.1230000Z", json.RootElement.GetProperty("@t").GetString());
    }

    private static string Text(string template, params (string Name, object Value)[] properties) => Format(new TextLineFormatter(), Event(template, null, properties));

    private static LogEvent Event(string template, Exception? exception, params (string Name, object Value)[] properties) => new(
        new DateTimeOffset(2026, 11, 23, 6, 22, 9, 123, TimeSpan.FromHours(2)),
        LogEventLevel.Information,
        exception,
        new MessageTemplateParser().Parse(template),
        properties.Select(p => new LogEventProperty(p.Name, new ScalarValue(p.Value))));

    private static string Format(ITextFormatter formatter, LogEvent logEvent)
    {
        var writer = new StringWriter();
        formatter.Format(logEvent, writer);
        return writer.ToString();
    }
}
