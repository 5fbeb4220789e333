using Gmqtt.Admin.Http;
using Gmqtt.Admin.Messages;
using Gmqtt.Messages;
using Gmqtt.Services;

namespace Gmqtt.Admin.Retained;

/// <summary>Retained messages.</summary>
internal sealed class RetainedAdmin(IServer server)
{
    private const int TopicsShown = 100;

    internal RetainedList List(string? filter, string? search, PageRequest page, int payloadLimit)
    {
        IEnumerable<Message> found = server.RetainedService.Match(Checked(string.IsNullOrEmpty(filter) ? "#" : filter));
        if (!string.IsNullOrEmpty(search)) found = found.Where(m => m.TopicName.Contains(search, StringComparison.OrdinalIgnoreCase));
        var (rows, total) = SortedPage.Read(found, m => m.TopicName, page);
        return new RetainedList(
            [.. rows.Items.Select(m => RetainedMessage.Of(m, payloadLimit))], total, rows.HasMore ? Cursor.Encode(rows.Items[^1].TopicName) : null);
    }

    internal RetainedAnswer Get(string topicName, int payloadLimit)
        => new(RetainedMessage.Of(server.RetainedService.Get(topicName) ?? throw Unknown(topicName), payloadLimit));

    internal async Task<DeletedAnswer> DeleteAsync(string topicName, CancellationToken cancellationToken)
        => await server.RetainedService.RemoveAsync(topicName, cancellationToken) ? new DeletedAnswer(true) : throw Unknown(topicName);

    internal async Task<DeleteRetainedAnswer> DeleteAsync(DeleteRetainedRequest request, CancellationToken cancellationToken)
    {
        var topics = server.RetainedService.Match(Checked(request.Filter)).Select(m => m.TopicName).ToList();
        var deleted = 0;
        if (!request.DryRun)
        {
            foreach (var topic in topics)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (await server.RetainedService.RemoveAsync(topic, CancellationToken.None)) deleted++;
            }
        }

        return new DeleteRetainedAnswer(topics.Count, deleted, [.. topics.Order(StringComparer.Ordinal).Take(TopicsShown)]);
    }

    private static string Checked(string filter) => FilterText.Problem(filter) is { } problem ? throw RequestRefusedException.BadField("filter", problem) : filter;

    private static RequestRefusedException Unknown(string topicName) => RequestRefusedException.NotFound("topic_name", $"there is no retained message of topic '{topicName}'");
}
