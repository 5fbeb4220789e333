using System.Diagnostics;
using System.Text;

namespace Gmqtt.Template.Tests;

/// <summary>A person at a terminal: types a command, reads what comes, types the next one. What runs in the background writes to the same screen.</summary>
internal sealed class Terminal : IAsyncDisposable
{
    private const string Done = "::done ";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Process _shell;
    private readonly StringBuilder _screen = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _commands;

    internal Terminal(ProcessStartInfo start)
    {
        _shell = Process.Start(start)!;
        _shell.OutputDataReceived += (_, e) => Show(e.Data);
        _shell.ErrorDataReceived += (_, e) => Show(e.Data);
        _shell.BeginOutputReadLine();
        _shell.BeginErrorReadLine();
    }

    private string Screen
    {
        get
        {
            lock (_gate) return _screen.ToString();
        }
    }

    /// <summary>Types a command and waits until the prompt is back; the command has to succeed.</summary>
    internal async Task TypeAsync(string command)
    {
        var number = ++_commands;
        Show("$ " + command);
        await _shell.StandardInput.WriteAsync($"{{ {command}\n}} < /dev/null; echo \"{Done}{number} $?\"\n");
        await SeeAsync($"{Done}{number} ");
        Assert.Contains($"{Done}{number} 0", Screen, StringComparison.Ordinal);
    }

    /// <summary>Waits until a text is on the screen, as often as it is asked for.</summary>
    internal async Task SeeAsync(string text)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            Task more;
            lock (_gate) more = _more.Task;
            if (IsSeen(text)) return;
            try
            {
                await more.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"'{text}' did not come:\n{Screen}");
            }
        }
    }

    internal bool IsSeen(string text) => Screen.Contains(text, StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        _shell.Kill(entireProcessTree: true);
        await _shell.WaitForExitAsync();
        _shell.Dispose();
    }

    private void Show(string? line)
    {
        if (line is null) return;
        lock (_gate)
        {
            _screen.AppendLine(line);
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
