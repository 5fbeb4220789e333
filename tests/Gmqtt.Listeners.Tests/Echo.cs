using Gmqtt.Broker.Connections;

namespace Gmqtt.Listeners.Tests;

/// <summary>Handlers that stand for the engine.</summary>
internal static class Echo
{
    /// <summary>Sends back what comes until the peer has ended its side, then ends its own.</summary>
    public static async Task RunAsync(ITransport transport)
    {
        while (true)
        {
            var read = await transport.Input.ReadAsync();
            if (!read.Buffer.IsEmpty)
            {
                var written = await transport.Output.WriteAsync(read.Buffer.First);
                transport.Input.AdvanceTo(read.Buffer.GetPosition(read.Buffer.First.Length));
                if (written.IsCompleted)
                {
                    break;
                }
            }
            else if (read.IsCompleted)
            {
                break;
            }
        }

        await transport.Output.CompleteAsync();
        await transport.Input.CompleteAsync();
    }
}
