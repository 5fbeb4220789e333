using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Gmqtt.Exporter.Tests;

/// <summary>A Prometheus of the test's own.</summary>
internal sealed class PrometheusProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly HttpClient _http;

    private PrometheusProcess(DirectoryInfo folder, Process process, Uri address)
    {
        _folder = folder;
        _process = process;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address };
        process.ErrorDataReceived += (_, line) => _log.AppendLine(line.Data);
        process.BeginErrorReadLine();
    }

    /// <param name="target">What it scrapes, every second.</param>
    /// <param name="token">What it shows there.</param>
    public static PrometheusProcess Start(Uri target, string? token = null)
    {
        var folder = Directory.CreateTempSubdirectory("gmqtt-prometheus-");
        var authorization = token is null ? "" : $"authorization: {{credentials: {token}}}, ";
        File.WriteAllText(Path.Combine(folder.FullName, "prometheus.yml"), $$"""
            global: {scrape_interval: 1s}
            rule_files: [{{Deploy.Rules}}]
            scrape_configs: [{job_name: gmqtt, {{authorization}}static_configs: [{targets: ["{{target.Authority}}"]}]}]
            """);
        var address = AddressTests.FreePort();
        var process = Process.Start(new ProcessStartInfo("prometheus", ["--config.file=prometheus.yml", "--storage.tsdb.path=data", $"--web.listen-address={address}"])
        {
            WorkingDirectory = folder.FullName,
            RedirectStandardError = true,
        })!;
        return new PrometheusProcess(folder, process, new Uri($"http://{address}/"));
    }

    public async Task<JsonDocument> QueryAsync(string expression)
    {
        using var response = await _http.GetAsync($"api/v1/query?query={Uri.EscapeDataString(expression)}");
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable) response.EnsureSuccessStatusCode(); // it has just been started
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until an expression has a result.</summary>
    public async Task UntilAsync(string expression)
    {
        try
        {
            await AddressTests.UntilAsync(async () =>
            {
                Assert.False(_process.HasExited, _log.ToString());
                using var answer = await QueryAsync(expression);
                return answer.RootElement.GetProperty("status").GetString() == "success" && answer.RootElement.GetProperty("data").GetProperty("result").GetArrayLength() > 0;
            });
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{expression} has no result; prometheus said:\n{_log}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
