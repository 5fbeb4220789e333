using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests;

/// <summary>Reads Server-Sent Events.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly HttpResponseMessage _answer;
    private readonly IAsyncEnumerator<SseItem<string>> _items;

    private EventReader(HttpResponseMessage answer, Stream body)
    {
        _answer = answer;
        _items = SseParser.Create(body).EnumerateAsync().GetAsyncEnumerator();
    }

    internal static async Task<EventReader> OpenAsync(TestBroker broker, string path)
    {
        var answer = await broker.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.EnsureSuccessStatusCode().Content.Headers.ContentType!.MediaType);
        return new EventReader(answer, await answer.Content.ReadAsStreamAsync());
    }

    /// <summary>The next event that is no heartbeat; null at the end.</summary>
    internal async Task<(string Type, JsonNode Data)?> NextAsync()
    {
        while (await _items.MoveNextAsync().AsTask().WaitAsync(Patience))
        {
            if (_items.Current.EventType != "heartbeat") return (_items.Current.EventType, JsonNode.Parse(_items.Current.Data)!);
        }

        return null;
    }

    /// <summary>Waits for the first sign that the stream is open.</summary>
    internal async Task OpenedAsync() => Assert.True(await _items.MoveNextAsync().AsTask().WaitAsync(Patience));

    public async ValueTask DisposeAsync()
    {
        _answer.Dispose();
        try
        {
            await _items.DisposeAsync();
        }
        catch (NotSupportedException)
        {
            // A read is under way: it ended with the answer.
        }
    }
}
