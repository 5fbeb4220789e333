using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Gmqtt.Host.Lifetime;

/// <summary>Turns signals into a queue that one loop reads, so that nothing a signal does runs on the thread that got it.</summary>
internal sealed class Signals : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    /// <summary>Two reloads in a row are as good as many; a signal to stop is never dropped, as nothing but these wait in front of it.</summary>
    private readonly Channel<Signal> _reloads = Channel.CreateBounded<Signal>(new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly TaskCompletionSource<Signal> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Signal> _second = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Signals()
    {
        HeedHangUp();
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, c => Take(c, Signal.Reload)),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Take(c, Signal.Interrupt)),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Take(c, Signal.Terminate)),
        ];
    }

    private delegate nint SetHandler(int signal, nint handler);

    /// <summary>Completes with the first signal to stop.</summary>
    public Task<Signal> Stop => _first.Task;

    /// <summary>Completes with the second: somebody does not want to wait.</summary>
    public Task<Signal> StopNow => _second.Task;

    /// <summary>One item for each reload asked for.</summary>
    public ChannelReader<Signal> Reloads => _reloads.Reader;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    /// <summary>Started by nohup the signal is ignored, .NET keeps to that, and nobody could have the configuration read again. Here it ends nothing.</summary>
    private static void HeedHangUp()
    {
        const int HangUp = 1, Default = 0;
        if (OperatingSystem.IsWindows() || !NativeLibrary.TryLoad("libc", typeof(Signals).Assembly, null, out var libc)) return;
        Marshal.GetDelegateForFunctionPointer<SetHandler>(NativeLibrary.GetExport(libc, "signal"))(HangUp, Default);
    }

    private void Take(Signal signal)
    {
        if (signal == Signal.Reload)
        {
            _reloads.Writer.TryWrite(signal);
        }
        else if (!_first.TrySetResult(signal))
        {
            _second.TrySetResult(signal);
        }
    }

    private void Take(PosixSignalContext context, Signal signal)
    {
        // Else the runtime would end the process once this returns.
        context.Cancel = true;
        Take(signal);
    }
}
