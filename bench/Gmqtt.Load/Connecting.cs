namespace Gmqtt.Load;

/// <summary>Makes many connections, so many at a time.</summary>
internal static class Connecting
{
    public static Task AllAsync<T>(IEnumerable<T> clients, int concurrency, Func<T, Task> also)
        where T : Client
        => Parallel.ForEachAsync(clients, new ParallelOptions { MaxDegreeOfParallelism = concurrency }, async (client, _) =>
        {
            await client.ConnectAsync();
            await also(client);
        });
}
