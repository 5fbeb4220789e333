using System.Buffers;
using System.Runtime.InteropServices;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>Memory that is taken, given back twice, or written to when it is somebody else's.</summary>
internal sealed class Memories(IPluginContext context)
{
    private static readonly int[] Sizes = [16, 64, 256, 512, 1024, 2048, 4096, 8192, 16384, 65536];
    private readonly List<byte[]> _kept = [];
    private readonly List<(byte[] Mine, ReadOnlyMemory<byte> Copied)> _owned = [];

    internal ValueTask? Do(string how, Call call)
    {
        switch (how)
        {
            case "allocate":
                GC.KeepAlive(new byte[1 << 30]);
                return call.Next();
            case "out_of_memory":
                GC.KeepAlive(new Page[Array.MaxLength]);
                return call.Next();
            case "double_return":
                DoubleReturn();
                return call.Next();
            case "write_late":
                WriteLate(call);
                return call.Next();
            case "own_array":
                OwnArray((MsgArrivedRequest)call.Request!);
                return call.Next();
            default:
                return null;
        }
    }

    /// <summary>Each array now has two owners, and a third one writes to it.</summary>
    private void DoubleReturn()
    {
        foreach (var size in Sizes)
        {
            for (var i = 0; i < 16; i++)
            {
                var array = ArrayPool<byte>.Shared.Rent(size);
                ArrayPool<byte>.Shared.Return(array);
                ArrayPool<byte>.Shared.Return(array);
                lock (_kept) _kept.Add(array);
            }
        }

        lock (_kept)
        {
            foreach (var array in _kept) Array.Fill(array, (byte)0xEE);
            if (_kept.Count > 2000) _kept.Clear();
        }
    }

    /// <summary>Goes on with the request after the call has ended.</summary>
    private void WriteLate(Call call)
    {
        var request = (MsgArrivedRequest)call.Request!;
        context.Run("late", stopping =>
        {
            for (var i = 0; i < 20_000 && !stopping.IsCancellationRequested; i++)
            {
                try
                {
                    switch (i % 4)
                    {
                        case 0:
                            request.Message = new Message { TopicName = "victim/forged", Payload = new byte[] { 1 } };
                            break;
                        case 1:
                            request.Drop();
                            break;
                        case 2:
                            request.Reject(ReasonCode.QuotaExceeded, "late");
                            break;
                        default:
                            _ = request.Message.TopicName.Length + request.Payload.Length;
                            break;
                    }
                }
                catch (Exception)
                {
                    // It wants to break others, not itself.
                }
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>Publishes an array that it goes on writing to.</summary>
    private void OwnArray(MsgArrivedRequest request)
    {
        lock (_owned)
        {
            // Those of the calls before: their hooks are over, whoever wants them has them.
            foreach (var (mine, copied) in _owned)
            {
                Array.Fill(mine, (byte)0xEE);
                if (MemoryMarshal.TryGetArray(copied, out var behind)) behind.AsSpan().Fill(0xEE);
            }

            var payload = request.Message.Payload;
            var array = payload.ToArray();
            request.Message = request.Message with { Payload = array };
            _owned.Add((array, payload));
        }
    }

    [StructLayout(LayoutKind.Sequential, Size = 1024)]
    private struct Page;
}
