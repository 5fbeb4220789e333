using System.Net;
using System.Net.Security;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gmqtt.PluginHost.Api;
using Gmqtt.PluginHost.Api.Access;
using Gmqtt.PluginHost.Tests.Api.Proto;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gmqtt.PluginHost.Tests.Api;

/// <summary>Endpoints with certificates, made here and now.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gmqtt-api-tls");
    private readonly X509Certificate2 _server;

    public TlsTests() => _server = Certificate("CN=localhost", "server");

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task The_client_chooses_between_http_1_and_2(string version)
    {
        await using var api = Api(new ApiTlsOptions { CertificateFile = PathOf("server.pem"), KeyFile = PathOf("server.key") });
        await using var branch = await ProtocolAsync(api);
        await api.ApplyAsync(branch);

        using var client = Client();
        using var request = Request(api, Version.Parse(version));
        using var response = await client.SendAsync(request);
        Assert.Equal($"HTTP/{version[0]}{(version[0] == '1' ? ".1" : "")}", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Grpc_is_served_with_tls()
    {
        var tls = new ApiTlsOptions { CertificateFile = PathOf("server.pem"), KeyFile = PathOf("server.key") };
        await using var api = new ApiUnderTest(new ApiServerOptions { Grpc = [new("127.0.0.1:0", tls)] });
        await using var branch = await api.BranchAsync(
            "greetings",
            "/gmqtt.tests.Greeter",
            routes => routes.MapGrpcService<Greetings>(),
            services => services.AddSingleton(new Greeting("hello", new SemaphoreSlim(0))).AddGrpc());
        await api.ApplyAsync(branch);

        using var handler = Handler();
        using var channel = GrpcChannel.ForAddress($"https://{api.Server.GrpcEndPoints[0]}", ApiUnderTest.Channel(handler));
        Assert.Equal("hello ann", (await new Greeter.GreeterClient(channel).GreetAsync(new GreetRequest { Name = "ann" })).Text);
    }

    [Fact]
    public async Task With_a_client_ca_only_its_clients_are_served()
    {
        using var friend = Certificate("CN=friend", "friend");
        using var stranger = Certificate("CN=friend", "stranger");
        await using var api = Api(new ApiTlsOptions { CertificateFile = PathOf("server.pem"), KeyFile = PathOf("server.key"), ClientCaFile = PathOf("friend.pem") });
        await using var branch = await ProtocolAsync(api);
        await api.ApplyAsync(branch);

        using var welcome = Client(friend);
        using var request = Request(api, HttpVersion.Version11);
        using var response = await welcome.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        foreach (var certificate in new[] { stranger, null })
        {
            using var client = Client(certificate);
            using var refused = Request(api, HttpVersion.Version11);
            await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(refused));
        }
    }

    [Theory]
    [InlineData(false, HttpStatusCode.Unauthorized)]
    [InlineData(true, HttpStatusCode.OK)]
    public async Task A_verified_certificate_stands_for_a_token_where_it_was_given_a_role(bool hasRole, HttpStatusCode expected)
    {
        using var friend = Certificate("CN=friend", "friend");
        var tls = new ApiTlsOptions { CertificateFile = PathOf("server.pem"), KeyFile = PathOf("server.key"), ClientCaFile = PathOf("friend.pem") };
        await using var api = new ApiUnderTest(new ApiServerOptions { Http = [new("127.0.0.1:0", tls, hasRole ? ApiRole.Viewer : null)] });
        await using var branch = await api.BranchAsync("a", "/p", routes => routes.MapGet("/p", (ClaimsPrincipal user) => user.Identity!.Name));
        await api.ApplyAsync(branch);

        using var client = new HttpClient(Handler(friend));
        using var request = Request(api, HttpVersion.Version11);
        using var response = await client.SendAsync(request);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(hasRole, await response.Content.ReadAsStringAsync() == "friend");
    }

    [Fact]
    public async Task Where_clients_need_no_certificate_one_without_is_served_and_one_with_a_foreign_one_is_not()
    {
        using var friend = Certificate("CN=friend", "friend");
        using var stranger = Certificate("CN=friend", "stranger");
        await using var api = Api(new ApiTlsOptions
        {
            CertificateFile = PathOf("server.pem"),
            KeyFile = PathOf("server.key"),
            ClientCaFile = PathOf("friend.pem"),
            RequireClientCertificate = false,
        });
        await using var branch = await ProtocolAsync(api);
        await api.ApplyAsync(branch);
        foreach (var certificate in new[] { friend, null })
        {
            using var client = Client(certificate);
            using var request = Request(api, HttpVersion.Version11);
            using var response = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        using var refusedClient = Client(stranger);
        using var refused = Request(api, HttpVersion.Version11);
        await Assert.ThrowsAsync<HttpRequestException>(() => refusedClient.SendAsync(refused));
    }

    [Theory]
    [InlineData("server.p12", null)]
    [InlineData("server.pem", "encrypted.key")]
    public async Task A_key_may_be_encrypted(string certificateFile, string? keyFile)
    {
        await File.WriteAllBytesAsync(PathOf("server.p12"), _server.Export(X509ContentType.Pkcs12, "secret"));
        using (var key = _server.GetECDsaPrivateKey()!)
        {
            var parameters = new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000);
            await File.WriteAllTextAsync(PathOf("encrypted.key"), key.ExportEncryptedPkcs8PrivateKeyPem("secret", parameters));
        }

        var options = new ApiTlsOptions { CertificateFile = PathOf(certificateFile), KeyFile = keyFile is null ? null : PathOf(keyFile), KeyPassword = "secret" };
        await using var api = Api(options);
        await using var branch = await ProtocolAsync(api);
        await api.ApplyAsync(branch);
        Assert.Equal(_server.SerialNumber, await SerialAsync(api));
        Assert.NotNull(ApiServer.Check(new ApiServerOptions { Http = [new("127.0.0.1:0", options with { KeyPassword = "wrong" })] }));
    }

    [Fact]
    public async Task A_renewed_certificate_is_used_after_a_reload_and_a_broken_one_is_not()
    {
        await using var api = Api(new ApiTlsOptions { CertificateFile = PathOf("server.pem"), KeyFile = PathOf("server.key") });
        await using var branch = await ProtocolAsync(api);
        await api.ApplyAsync(branch);
        Assert.Equal(_server.SerialNumber, await SerialAsync(api));

        using var renewed = Certificate("CN=localhost", "server");
        api.Server.ReloadFiles();
        Assert.Equal(renewed.SerialNumber, await SerialAsync(api));

        await File.WriteAllTextAsync(PathOf("server.pem"), "half a certif");
        api.Server.ReloadFiles();
        Assert.Equal(renewed.SerialNumber, await SerialAsync(api));
        Assert.Contains(api.Log.Lines, line => line.Event == 4202);
    }

    [Fact]
    public void A_certificate_that_cannot_be_used_is_told_before_anything_opens()
    {
        File.WriteAllText(PathOf("empty.pem"), "");
        Assert.Contains("empty.pem", Check("empty.pem", "server.key"), StringComparison.Ordinal);
        Assert.Contains("missing.pem", Check("missing.pem", "server.key"), StringComparison.Ordinal);
        Assert.Null(Check("server.pem", "server.key"));

        string? Check(string certificate, string key) => ApiServer.Check(new ApiServerOptions
        {
            Http = [new("127.0.0.1:0", new ApiTlsOptions { CertificateFile = PathOf(certificate), KeyFile = PathOf(key) })],
        });
    }

    public void Dispose()
    {
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    private static ApiUnderTest Api(ApiTlsOptions tls) => new(new ApiServerOptions { Http = [new("127.0.0.1:0", tls)] });

    private static Task<ApiBranch> ProtocolAsync(ApiUnderTest api)
        => api.BranchAsync("a", "/p", routes => routes.MapGet("/p", (HttpContext context) => context.Request.Protocol));

    private static HttpRequestMessage Request(ApiUnderTest api, Version version)
        => new(HttpMethod.Get, $"https://{api.Server.HttpEndPoints[0]}/p") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };

    private static HttpClient Client(X509Certificate2? certificate = null) => ApiUnderTest.Identified(Handler(certificate));

    private static SocketsHttpHandler Handler(X509Certificate2? certificate = null) => new()
    {
        UseProxy = false,
        SslOptions = new SslClientAuthenticationOptions
        {
#pragma warning disable CA5359 // The certificate is the test's own; whose it is, is not what is tested.
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
            ClientCertificates = certificate is null ? null : [certificate],
        },
    };

    private static async Task<string> SerialAsync(ApiUnderTest api)
    {
        var serial = "";
        using var handler = Handler();
#pragma warning disable CA5359
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            serial = certificate!.GetSerialNumberString();
            return true;
        };
#pragma warning restore CA5359
        using var client = ApiUnderTest.Identified(handler);
        using var request = Request(api, HttpVersion.Version11);
        using var response = await client.SendAsync(request);
        return serial;
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private X509Certificate2 Certificate(string subject, string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(PathOf(file + ".pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf(file + ".key"), key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }
}
