using System.Text;
using Gmqtt.Auth.Passwords;
using Gmqtt.Auth.Scram;
using Gmqtt.Testing;

namespace Gmqtt.Auth.Tests.Scram;

public sealed class ScramTests
{
    private const string Scram = "scram = true\n";

    [Fact]
    public void The_example_of_RFC_7677()
    {
        var credential = ScramCredential.Of("pencil"u8, Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        var exchange = ScramExchange.Begin("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"u8, name => name == "user" ? credential : null, _ => credential, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")!;
        Assert.Equal("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", Encoding.UTF8.GetString(exchange.ServerFirst.Span));
        var last = exchange.Finish("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="u8);
        Assert.Equal("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Encoding.UTF8.GetString(last!.Value.Span));
        Assert.Equal(credential.ToString(), ScramCredential.TryParse(credential.ToString(), out _)!.ToString());
    }

    [Theory]
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=eHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")] // another proof
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")] // another nonce
    [InlineData("c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")] // another header than at the beginning
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=AAAA")]
    [InlineData("c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")]
    [InlineData(",p=")]
    [InlineData("")]
    public void A_proof_that_is_none_is_refused(string final)
    {
        var credential = ScramCredential.Of("pencil"u8, Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        var exchange = ScramExchange.Begin("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"u8, _ => credential, _ => credential, "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0")!;
        Assert.Null(exchange.Finish(Encoding.UTF8.GetBytes(final)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("n,,")]
    [InlineData("n,,n=,r=abcdefgh")]
    [InlineData("n,,n=user,r=short")]
    [InlineData("n,,n=us=er,r=abcdefgh")]
    [InlineData("n,,m=ext,n=user,r=abcdefgh")] // a mandatory extension that nobody knows
    [InlineData("p=tls-unique,,n=user,r=abcdefgh")] // channel binding
    [InlineData("n,a=other,n=user,r=abcdefgh")] // to act as somebody else
    public void A_first_message_that_is_none_is_refused(string first)
        => Assert.Null(ScramExchange.Begin(Encoding.UTF8.GetBytes(first), _ => null, _ => ScramCredential.Of("x"u8, 4096)));

    [Fact]
    public void Who_does_not_exist_is_shown_the_same_salt_each_time_and_never_let_in()
    {
        var instead = ScramCredential.Of("pencil"u8, new byte[16], 4096);
        var client = new ScramClient("nobody", "pencil");
        var exchange = ScramExchange.Begin(client.First, _ => null, _ => instead)!;
        Assert.Null(exchange.Finish(client.Final(exchange.ServerFirst.ToArray())));
    }

    [Theory]
    [InlineData("alice", "alice", true)]
    [InlineData("alice", "wrong", false)]
    [InlineData("nobody", "nobody", false)]
    [InlineData("a,b=c", "x", true)]
    public async Task A_client_logs_in_without_sending_its_password(string user, string password, bool allowed)
    {
        await using var auth = await AuthBroker.StartAsync(AuthBroker.Accounts + "- username: 'a,b=c'\n  password: x\n", toml: Scram);
        await auth.AccountsAsync(t => t.Split("SCRAM-SHA-256").Length == 5);
        await auth.UntilAsync(() => auth.Plugin.Parts.Accounts!.Accounts.Values.All(a => a.Scram is not null));
        var (client, code) = await LoginAsync(auth, user, password);
        Assert.Equal(allowed ? 0 : 0x86, code);
        if (!allowed) return;
        Assert.Equal(user, auth.Broker.Services.ClientService.GetClient("c")!.Username);
        Assert.Equal(0, await AuthenticateAgainAsync(client, user, password));
        await client.ExpectNothingAsync();
    }

    [Fact]
    public async Task Nobody_becomes_somebody_else_by_authenticating_again()
    {
        await using var auth = await AuthBroker.StartAsync(toml: Scram);
        await auth.UntilAsync(() => auth.Plugin.Parts.Accounts!.Accounts.Values.All(a => a.Scram is not null));
        var (client, _) = await LoginAsync(auth, "alice", "alice");
        await client.SendAsync(Packet.Auth(0x19, "SCRAM-SHA-256", new ScramClient("bob", "bob").First));
        await client.ExpectDisconnectAsync(0x87);
        (client, _) = await LoginAsync(auth, "alice", "alice");
        Assert.Equal(0x87, await AuthenticateAgainAsync(client, "alice", "wrong"));
    }

    [Fact]
    public async Task A_login_with_the_password_makes_SCRAM_possible()
    {
        await using var auth = await AuthBroker.StartAsync("- username: alice\n  password: 2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90\n", toml: Scram + "hash = \"sha256\"\n"); // "alice"
        Assert.Equal(0x86, (await LoginAsync(auth, "alice", "alice")).Code);
        await (await auth.ConnectAsync("c", "alice")).DisconnectAsync();
        await auth.UntilAsync(() => auth.Plugin.Parts.Accounts!.Accounts["alice"].Scram is not null);
        Assert.Equal(0, (await LoginAsync(auth, "alice", "alice")).Code);
    }

    [Fact]
    public async Task Without_SCRAM_switched_on_the_method_is_not_known()
    {
        await using var auth = await AuthBroker.StartAsync();
        var client = auth.Broker.Open();
        await client.SendAsync(Connect("alice", "alice"));
        Assert.Equal(0x8C, (await client.ReadAsync(2)).Body[1]);
    }

    private static byte[] Connect(string user, string password)
        => Packet.Connect("c", properties: [0x15, .. Packet.Utf8("SCRAM-SHA-256"), 0x16, .. Packet.Binary(new ScramClient(user, password).First)]);

    private static byte[] Data(ReceivedPacket packet) => packet.Properties.Single(p => p.Id == 0x16).Value;

    private static async Task<(RawClient Client, byte Code)> LoginAsync(AuthBroker auth, string user, string password)
    {
        var scram = new ScramClient(user, password);
        var client = auth.Broker.Open();
        await client.SendAsync(Connect(user, password));
        var asked = await client.ReadAsync();
        if (asked.Type == 2) return (client, asked.Body[1]);
        await client.SendAsync(Packet.Auth(0x18, "SCRAM-SHA-256", scram.Final(Data(asked))));
        var answer = await client.ReadAsync(2);
        if (answer.Body[1] == 0) Assert.True(scram.Trusts(Data(answer)));
        return (client, answer.Body[1]);
    }

    private static async Task<int> AuthenticateAgainAsync(RawClient client, string user, string password)
    {
        var scram = new ScramClient(user, password, "another nonce".Replace(' ', '-'));
        await client.SendAsync(Packet.Auth(0x19, "SCRAM-SHA-256", scram.First));
        await client.SendAsync(Packet.Auth(0x18, "SCRAM-SHA-256", scram.Final(Data(await client.ReadAsync(15)))));
        var answer = await client.ReadAsync();
        if (answer.Type == 15) Assert.True(scram.Trusts(Data(answer)));
        return answer.Body[0];
    }
}
