using System.Net;
using System.Net.Http.Headers;
using Gmqtt.Host.Tests.Lifetime;
using Gmqtt.Testing;

namespace Gmqtt.Host.Tests.Plugins.Traffic;

/// <summary>The real executable with the plugins that come with it in a folder of the test's own, auth with one account.</summary>
internal sealed class BuiltInBroker : IAsyncDisposable
{
    private const string Toml = """
        [[listeners]]
        address = "127.0.0.1:0"
        [[api.http]]
        address = "127.0.0.1:0"
        [[api.grpc]]
        address = "127.0.0.1:0"
        [plugin_host]
        dir = "plugins"
        data_dir = "data"
        hot_reload = true
        [plugins.prometheus]
        address = "127.0.0.1:0"

        """;

    private readonly TemporaryFolder _folder;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private int _port;

    /// <summary>Its folder, where relative paths begin.</summary>
    internal TemporaryFolder Folder => _folder;

    private BuiltInBroker(TemporaryFolder folder, GmqttdProcess process) => (_folder, Process) = (folder, process);

    internal GmqttdProcess Process { get; }

    /// <summary>Where the metrics are; where they were last.</summary>
    private string Metrics { get; set; } = "";

    internal static async Task<BuiltInBroker> StartAsync(string auth, string? rules = null)
    {
        var folder = new TemporaryFolder();
        folder.Write("accounts", "- username: device\n  password: secret\n");
        if (rules is not null) folder.Write("rules.yml", rules);
        folder.Write("gmqtt.toml", Toml + auth);
        foreach (var name in new[] { "admin", "auth", "prometheus" }) Deploy(folder, name);
        var broker = new BuiltInBroker(folder, GmqttdProcess.Start(folder, "start"));
        try
        {
            await broker.FindMetricsAsync();
            broker._http.BaseAddress = new Uri($"http://{(await broker.Process.LineAsync("API listening on")).Split("listening on ")[1].Split(": ")[0]}/");
            broker._port = await broker.Process.ReadyAsync();
            broker._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(folder.File("data/api-token"))).Trim());
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connects; the CONNACK's code is shown.</summary>
    internal async Task<(SocketClient Client, int Code)> TryConnectAsync(string clientId, string? user = "device", string? password = "secret")
    {
        var client = await SocketClient.OpenAsync(new IPEndPoint(IPAddress.Loopback, _port));
        await client.SendAsync(user is null
            ? Packet.Connect(clientId, 5)
            : Packet.ConnectWith(clientId, 5, 0xC2, 0, null, Packet.Utf8(user), Packet.Utf8(password!))); // User Name, Password, Clean Start
        return (client, (await client.ReadAsync()).ReasonCode);
    }

    internal async Task<SocketClient> ConnectAsync(string clientId)
    {
        var (client, code) = await TryConnectAsync(clientId);
        Assert.Equal(0, code);
        return client;
    }

    internal async Task<int> CodeAsync(string clientId, string? user = "device", string? password = "secret")
    {
        var (client, code) = await TryConnectAsync(clientId, user, password);
        await client.DisposeAsync();
        return code;
    }

    /// <summary>Puts a plugin's folder there, or what of it is not there yet.</summary>
    internal void Deploy(string plugin) => Deploy(_folder, plugin);

    /// <summary>Makes a plugin's folder another one, as a new version does.</summary>
    internal void Change(string plugin) => File.WriteAllText(_folder.File($"plugins/{plugin}/notes.txt"), Guid.NewGuid().ToString());

    internal void Remove(string plugin) => Directory.Delete(_folder.File($"plugins/{plugin}"), recursive: true);

    internal void SwitchOff(string plugin) => File.WriteAllText(_folder.File($"plugins/{plugin}/DISABLED"), "");

    internal void SwitchOn(string plugin) => File.Delete(_folder.File($"plugins/{plugin}/DISABLED"));

    /// <summary>Writes what the configuration says of auth, and has it read.</summary>
    internal async Task ConfigureAsync(string auth)
    {
        _folder.Write("gmqtt.toml", Toml + auth);
        Process.Signal(GmqttdProcess.SigHup);
        await Process.LineAsync("reloaded");
    }

    /// <summary>The plugin is in force: who is asked is told after it.</summary>
    internal async Task InForceAsync(string plugin)
    {
        if (plugin == "prometheus") await FindMetricsAsync();
        await Process.LineAsync($"plugin loaded name={plugin} ");
        await Process.LineAsync("hooks asked ");
    }

    internal async Task<HttpStatusCode> AskApiAsync()
    {
        using var answer = await _http.GetAsync("v1/clients");
        return answer.StatusCode;
    }

    internal async Task<HttpStatusCode> PublishAsync(string topic) => (await PostAsync("v1/publish", $$"""{"topic_name":"{{topic}}","payload":"x"}""")).Status;

    /// <summary>Posts JSON.</summary>
    internal async Task<(HttpStatusCode Status, string Body)> PostAsync(string path, string json)
    {
        using var answer = await _http.PostAsync(path, new StringContent(json, null, "application/json"));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    internal async Task<HttpStatusCode> ReloadAsync(string plugin)
    {
        using var answer = await _http.PostAsync($"v1/plugins/{plugin}/reload", null);
        return answer.StatusCode;
    }

    internal Task<string> ScrapeAsync() => _http.GetStringAsync(Metrics);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Process.DisposeAsync();
        _folder.Dispose();
    }

    private async Task FindMetricsAsync() => Metrics = (await Process.LineAsync("Metrics are served at ")).Split("served at ")[1].Split(' ')[0].TrimEnd('.');

    private static void Deploy(TemporaryFolder folder, string plugin)
    {
        var from = Path.Combine(BuiltInPluginTests.Built, "plugins", plugin);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = folder.File(Path.Combine("plugins", plugin, Path.GetRelativePath(from, file)));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!File.Exists(target)) File.Copy(file, target);
        }
    }
}
