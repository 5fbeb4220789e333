using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gmqtt.Auth.Accounts;
using Gmqtt.Auth.Guards;
using Microsoft.Extensions.Http.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Gmqtt.Auth.Sources;

/// <summary>
/// Asks a web service. It answers in time and in order, or the answer is no: after a row of failures it is left alone for a while, and meanwhile everybody is refused whom it has not
/// answered for a moment ago.
/// </summary>
internal sealed class WebhookSource : ICredentialSource, IDisposable
{
    private const long LargestAnswer = 64 * 1024;

    private readonly WebhookOptions _options;
    private readonly RecentTable<UInt128, Verdict> _answers;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly string? _token;
    private int _pending;

    internal WebhookSource(WebhookOptions options, string? token, TimeProvider time)
    {
        _options = options;
        _token = token;
        _time = time;
        _answers = new RecentTable<UInt128, Verdict>(options.CacheSize, options.CacheTime, time);
        var pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddCircuitBreaker(new HttpCircuitBreakerStrategyOptions { MinimumThroughput = 5, FailureRatio = 0.5, SamplingDuration = TimeSpan.FromSeconds(10), BreakDuration = TimeSpan.FromSeconds(5) })
            .AddTimeout(options.Timeout)
            .Build();
        _http = new HttpClient(new ResilienceHandler(pipeline) { InnerHandler = OutgoingHttp.Handler(options.MaxConcurrent) }) { MaxResponseContentBufferSize = LargestAnswer, Timeout = Timeout.InfiniteTimeSpan };
    }

    public string Name => "webhook";

    public async ValueTask<Verdict> JudgeAsync(Login login, CancellationToken cancellationToken)
    {
        var digest = Digest(login);
        if (_answers.TryGet(digest, out var known) && !(known.Identity?.ExpiresAt <= _time.GetUtcNow())) return known;
        if (Interlocked.Increment(ref _pending) > _options.MaxConcurrent)
        {
            Interlocked.Decrement(ref _pending);
            return Verdict.Busy;
        }

        try
        {
            var verdict = await AskAsync(login, cancellationToken);
            if (verdict.Kind != VerdictKind.Unavailable && _options.CacheTime > TimeSpan.Zero && _options.CacheSize > 0) _answers.Set(digest, verdict);
            return verdict;
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutRejectedException or BrokenCircuitException or JsonException or IOException)
        {
            return Verdict.Unavailable(exception is BrokenCircuitException ? "it has failed again and again and is left alone for a while" : exception.Message);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    public void Dispose() => _http.Dispose();

    private async ValueTask<Verdict> AskAsync(Login login, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _options.Url);
        if (_token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        var question = new WebhookQuestion(
            login.ClientId, login.Username, Encoding.UTF8.GetString(login.Password.Span), ClientAddress.Of(login.Client.RemoteEndPoint)?.ToString(), (int)login.Client.Version,
            login.Client.Certificate?.Subject);
        request.Content = JsonContent.Create(question, WebhookJson.Default.WebhookQuestion);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK) return Verdict.Unavailable($"it answered {(int)response.StatusCode}");
        var answer = await response.Content.ReadFromJsonAsync(WebhookJson.Default.WebhookAnswer, cancellationToken);
        return Judge(login, answer);
    }

    private Verdict Judge(Login login, WebhookAnswer? answer)
    {
        switch (answer?.Result)
        {
            case "allow":
                var username = answer.Username ?? login.Username;
                if (username is not null && Account.ProblemOfName(username) is { } problem) return Verdict.Unavailable($"it names a user that is none: {problem}");
                var expires = answer.ExpiresIn is > 0 and < 1_000_000_000 ? _time.GetUtcNow().AddSeconds(answer.ExpiresIn.Value) : (DateTimeOffset?)null;
                return Verdict.Accepted(new Identity { Username = username, Roles = answer.Roles ?? [], Source = Name, ExpiresAt = expires });
            case "deny":
                return Verdict.Refused("the web service says no");
            case "ignore":
                return Verdict.NotMine;
            default:
                return Verdict.Unavailable("its answer has no result that is allow, deny or ignore");
        }
    }

    private UInt128 Digest(Login login)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (var part in new[] { Encoding.UTF8.GetBytes(login.ClientId), Encoding.UTF8.GetBytes(login.Username ?? ""), Encoding.UTF8.GetBytes(login.Client.Certificate?.Thumbprint ?? "") })
        {
            hash.AppendData(BitConverter.GetBytes(part.Length));
            hash.AppendData(part);
        }

        hash.AppendData(login.Password.Span);
        Span<byte> digest = stackalloc byte[HMACSHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt128LittleEndian(digest);
    }
}
