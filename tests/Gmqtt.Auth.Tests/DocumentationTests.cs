using System.Reflection;
using System.Text.RegularExpressions;
using Gmqtt.Auth.Access;
using Gmqtt.Auth.Accounts;
using Gmqtt.Auth.Passwords;

namespace Gmqtt.Auth.Tests;

/// <summary>docs/auth.md tells the truth.</summary>
public sealed partial class DocumentationTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Root(), "docs", "auth.md"));

    [Fact]
    public void Its_examples_can_be_read()
    {
        var blocks = Block().Matches(Text).Select(m => (Kind: m.Groups[1].Value, Yaml: m.Groups[2].Value)).ToList();
        Assert.Equal(["accounts", "rules"], blocks.Select(b => b.Kind));
        Assert.Equal(2, YamlAccounts.Parse("docs/auth.md", blocks[0].Yaml, new PasswordReader(UnmarkedHash.Guess)).Entries.Count);
        Assert.Equal(4, RulesYaml.Parse("docs/auth.md", blocks[1].Yaml).Rules.Count);
    }

    [Theory]
    [InlineData(typeof(AuthOptions), "All keys")]
    [InlineData(typeof(JwtOptions), "`[plugins.auth.jwt]`:")]
    [InlineData(typeof(WebhookOptions), "`[plugins.auth.webhook]`:")]
    [InlineData(typeof(CertificateOptions), "`[plugins.auth.certificate]`:")]
    public void Every_key_is_there_and_no_other(Type options, string after)
    {
        var section = Text[Text.IndexOf(after, StringComparison.Ordinal)..];
        section = section[..(section.IndexOf("\n`[plugins", 5, StringComparison.Ordinal) is var end and > 0 && options != typeof(AuthOptions) ? end : section.Length)];
        if (options == typeof(AuthOptions)) section = section[..section.IndexOf("`[plugins.auth.jwt]`:", StringComparison.Ordinal)];
        var told = Row().Matches(section).SelectMany(m => Key().Matches(m.Groups[1].Value)).Select(m => m.Groups[1].Value);
        var keys = options.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => Capital().Replace(p.Name, "_$0").TrimStart('_').ToLowerInvariant());
        Assert.Equal(keys.Order(), told.Order());
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Gmqtt.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Gmqtt.sln");
        return folder;
    }

    [GeneratedRegex("```yaml (\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^\| (`[^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([a-z0-9_]+)`")]
    private static partial Regex Key();

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
