using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using System.Threading.Channels;

namespace Gmqtt.Dashboard.Tests.Running;

/// <summary>The real executable with some plugins, in a folder of its own, ready.</summary>
internal sealed partial class Gmqttd : IAsyncDisposable
{
    // For a broken test only: a broker is ready within a second.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gmqtt-dashboard-");
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Process _process;

    private Gmqttd(string[] plugins, string toml, Action<string>? prepare)
    {
        var dir = _folder.CreateSubdirectory("plugins");
        foreach (var plugin in plugins) Copy(Path.Combine(AppContext.BaseDirectory, "plugins-under-test", plugin), dir.CreateSubdirectory(plugin).FullName);
        File.WriteAllText(Path.Combine(_folder.FullName, "gmqtt.toml"), Configuration + toml);
        prepare?.Invoke(_folder.FullName);
        _process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "gmqttd"), ["start"])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.OutputDataReceived += (_, e) => _lines.Writer.TryWrite(e.Data ?? "(end of output)");
        _process.ErrorDataReceived += (_, e) => _lines.Writer.TryWrite(e.Data ?? "(end of errors)");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where MQTT is spoken, over TCP and WebSocket.</summary>
    public int Port { get; private set; }

    /// <summary>Where the API is, with a slash at its end.</summary>
    public Uri Api { get; private set; } = new("http://localhost/");

    public string Token { get; private set; } = "";

    /// <summary>The API's client, with the token.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Its working folder, where relative paths of the configuration begin.</summary>
    public string Folder => _folder.FullName;

    private static string Configuration => """
        [[listeners]]
        address = "127.0.0.1:0"
        [[api.http]]
        address = "127.0.0.1:0"
        [[api.grpc]]
        address = "127.0.0.1:0"
        [api]
        request_rate = 0
        [plugin_host]
        dir = "plugins"
        data_dir = "data"

        """;

    public static async Task<Gmqttd> StartAsync(string[] plugins, string toml = "", Action<string>? prepare = null)
    {
        var broker = new Gmqttd(plugins, toml, prepare);
        broker.Api = new Uri($"http://{Listening().Match(await broker.LineAsync("API listening on")).Groups[1].Value}/");
        broker.Port = int.Parse(Ready().Match(await broker.LineAsync("ready listeners=")).Groups[1].Value, CultureInfo.InvariantCulture);
        broker.Token = (await File.ReadAllTextAsync(Path.Combine(broker.Folder, "data", "api-token"))).Trim();
        broker.Http.BaseAddress = broker.Api;
        broker.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", broker.Token);
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<string> LineAsync(string text)
    {
        var seen = new List<string>();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(patience.Token))
            {
                if (line.Contains(text, StringComparison.Ordinal)) return line;
                seen.Add(line);
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        throw new InvalidOperationException($"gmqttd wrote no line with '{text}', but:\n{string.Join('\n', seen)}");
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    [GeneratedRegex(@"API listening on (\S+): HTTP")]
    private static partial Regex Listening();

    [GeneratedRegex(@"ready listeners=[^ ,]*:(\d+)")]
    private static partial Regex Ready();
}
