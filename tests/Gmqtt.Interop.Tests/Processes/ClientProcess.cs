using System.ComponentModel;
using System.Diagnostics;
using Gmqtt.Interop.Tests.Live;

namespace Gmqtt.Interop.Tests.Processes;

/// <summary>A client that is a program of its own. It never outlives its test.</summary>
internal sealed class ClientProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _name;
    private readonly Task _reading;
    private readonly Task<string> _errors;

    private ClientProcess(Process process)
    {
        _process = process;
        _name = $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}";
        Output = new Observed<string>(_name);
        _errors = process.StandardError.ReadToEndAsync();
        _reading = ReadAsync();
    }

    /// <summary>The lines it has printed.</summary>
    public Observed<string> Output { get; }

    /// <summary>Completes when it has ended and all it printed has been read.</summary>
    public Task Ended => _reading;

    /// <summary>Starts a program.</summary>
    /// <param name="tool">Which, and the package that has it.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="folder">Where it runs; null for here.</param>
    /// <param name="input">All of its standard input.</param>
    public static ClientProcess Start(Tool tool, IEnumerable<string> arguments, string? folder = null, string input = "")
    {
        var start = new ProcessStartInfo(tool.Program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? string.Empty,
        };
        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            return new ClientProcess(process);
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(
                $"{tool.Program} cannot be run ({exception.Message}). It comes with the package {tool.Package}: `apt-get install {tool.Package}`, or let tests/run do it.", exception);
        }
    }

    /// <summary>Waits for its end, which must be a good one.</summary>
    /// <returns>What it has printed.</returns>
    public async Task<IReadOnlyList<string>> SucceedAsync(TimeSpan? limit = null)
    {
        var code = await ExitAsync(limit);
        Assert.True(code == 0, $"{_name} exited with {code}: {await _errors} {string.Join(" | ", Output.Seen)}");
        return Output.Seen;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> ExitAsync(TimeSpan? limit = null)
    {
        using var patience = new CancellationTokenSource(limit ?? Patience.Limit);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_name} did not end within {limit ?? Patience.Limit}; it printed {string.Join(" | ", Output.Seen)}");
        }

        await _reading;
        return _process.ExitCode;
    }

    /// <summary>Ends it without a word to anybody.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Kill();
        await _process.WaitForExitAsync();
        await _reading;
        await _errors;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line) Output.Add(line);
        var errors = await _errors;
        Output.End(() => $"it has ended, saying '{errors.Trim()}'");
    }
}
