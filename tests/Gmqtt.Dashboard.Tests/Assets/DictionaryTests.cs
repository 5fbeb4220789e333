using System.Text.RegularExpressions;

namespace Gmqtt.Dashboard.Tests.Assets;

/// <summary>Both languages say the same things, and all that is said is in them.</summary>
public sealed partial class DictionaryTests
{
    [Fact]
    public void Both_languages_have_the_same_keys_with_the_same_blanks()
    {
        var english = Texts("en");
        var chinese = Texts("zh");
        Assert.True(english.Count > 300);
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), chinese.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text => Assert.Equal(Blanks(text.Value), Blanks(chinese[text.Key])));
    }

    [Fact]
    public void No_text_is_empty_or_still_in_the_other_language()
    {
        Assert.All(Texts("en"), text => Assert.Matches(@"^[\x20-\x7e…–→µ]+$", text.Value));
        Assert.All(Texts("zh").Where(text => !SameInBoth.Contains(text.Key)), text => Assert.Matches(@"[\u4e00-\u9fff]", text.Value));
    }

    [Fact]
    public void Every_key_that_the_code_names_is_in_the_dictionaries()
    {
        var known = Texts("en").Keys.ToHashSet(StringComparer.Ordinal);
        var named = Code().SelectMany(f => Named().Matches(Wwwroot.Read(f)).Select(m => (File: f, Key: m.Groups[1].Value)));
        Assert.DoesNotContain(named, n => !known.Contains(n.Key));
    }

    [Fact]
    public void Every_key_of_the_dictionaries_is_used()
    {
        var code = string.Concat(Code().Select(Wwwroot.Read));
        // Keys that are put together, such as event.${type}, are found by their beginning.
        var stems = Stem().Matches(code).Select(m => m.Groups[1].Value).Concat(Prefix().Matches(code).Select(m => $"{m.Groups[1].Value}.")).ToList();
        Assert.DoesNotContain(Texts("en").Keys, key => !code.Contains($"'{key}'", StringComparison.Ordinal) && !stems.Any(s => key.StartsWith(s, StringComparison.Ordinal))
            && !code.Contains($".{key[(key.LastIndexOf('.') + 1)..]}`", StringComparison.Ordinal));
    }

    private static readonly string[] SameInBoth = ["payload.json", "payload.base64", "login.file", "series.cpu", "series.p99", "overview.card.cpu", "table.range"];

    private static IEnumerable<string> Code() => Wwwroot.Own(".js").Where(f => !f.Contains("i18n/", StringComparison.Ordinal));

    private static Dictionary<string, string> Texts(string language) => Wwwroot.Own(".js").Where(f => f.Contains($"i18n/{language}/", StringComparison.Ordinal))
        .SelectMany(f => Text().Matches(Wwwroot.Read(f))).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

    private static IEnumerable<string> Blanks(string text) => Blank().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^  '([^']+)': '((?:[^'\\]|\\.)*)',$", RegexOptions.Multiline)]
    private static partial Regex Text();

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Blank();

    [GeneratedRegex(@"\bt\('([^']+)'")]
    private static partial Regex Named();

    [GeneratedRegex(@"`([\w.]+\.)\$\{")]
    private static partial Regex Stem();

    [GeneratedRegex(@"\bnamed\('([\w.]+)'")]
    private static partial Regex Prefix();
}
