using System.Text;
using Gmqtt.Auth.Access;
using Gmqtt.Auth.Accounts;
using Gmqtt.Auth.Files;
using Gmqtt.Auth.Passwords;
using Gmqtt.Mqtt;

namespace Gmqtt.Fuzz.Tests.Targets;

/// <summary>The files of the auth plugin: what is not understood is a problem with a place, and nothing else; what is understood is written and read as the same.</summary>
internal static class AuthFiles
{
    internal static IReadOnlyList<byte[]> Accounts { get; } = [.. ((string[])
    [
        "# comment\nalice:secret\nbob:$7$101$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g=\n", "- username: alice\n  password: secret\n  roles: [admin]\n",
        "- username: bob\n  password: $2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy\n", "x:$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g\n",
    ]).Select(Encoding.UTF8.GetBytes)];

    internal static IReadOnlyList<byte[]> Rules { get; } = [.. ((string[])
    [
        "rules:\n  - allow: all\n    topics: '#'\n", "groups:\n  g: [alice, bob]\nroles:\n  r:\n    users: [alice]\n    groups: [g]\nrules:\n  - name: one\n    deny: publish\n    topics: [a/+, \"b/%c/#\"]\n    roles: r\n    max_qos: 1\n    retain: false\n",
        "rules:\n  - allow: subscribe\n    topics: ['%u/#', eq a/b]\n    users: alice\n    clients: 'x*'\n    comment: why\n",
    ]).Select(Encoding.UTF8.GetBytes)];

    internal static void RunAccounts(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        try
        {
            var passwords = new PasswordReader(UnmarkedHash.Plain);
            _ = PasswordLines.AreIn(text) ? PasswordLines.Parse("accounts", text, passwords) : YamlAccounts.Parse("accounts", text, passwords);
        }
        catch (FileProblemException)
        {
        }
    }

    internal static void RunRules(byte[] bytes)
    {
        RuleSet rules;
        try
        {
            rules = RulesYaml.Parse("rules", Encoding.UTF8.GetString(bytes));
        }
        catch (FileProblemException)
        {
            return;
        }

        var client = ClientRules.For(rules, "client", "alice", ["r"]);
        _ = client.Publish("a/b", QoS.AtLeastOnce, retain: false);
        _ = client.Subscribe("a/#");
        _ = client.Receive("$SYS/x");
        var rendered = RulesYaml.Render(rules);
        var again = RulesYaml.Render(RulesYaml.Parse("rendered", rendered));
        if (again != rendered) throw new InvalidOperationException($"rules that were read and written are others when they are read again:\n{rendered}\n{again}");
    }
}
