using System.Text.RegularExpressions;

namespace Gmqtt.Dashboard.Tests.Assets;

/// <summary>What keeps strangers' text from running, seen in the source before any browser sees it; and the size of the files.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void No_text_becomes_markup_or_code()
        => Assert.DoesNotContain(Wwwroot.Own(".js"), f => IntoMarkup().IsMatch(Wwwroot.Read(f)));

    [Fact]
    public void The_page_has_no_inline_script_and_no_inline_style()
    {
        var page = Wwwroot.Read("index.html");
        Assert.Empty(InlineScript().Matches(page));
        Assert.DoesNotContain("<style", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
    }

    [Fact]
    public void No_file_names_another_host()
    {
        var files = Wwwroot.Own(".js").Concat(Wwwroot.Own(".css")).Append("index.html").Append("vendor/uplot.css");
        Assert.DoesNotContain(files, f => Address().IsMatch(Wwwroot.Read(f)));
    }

    [Fact]
    public void Files_are_short()
        => Assert.DoesNotContain(Wwwroot.Own(".js").Concat(Wwwroot.Own(".css")), f => Wwwroot.Read(f).AsSpan().Count('\n') > 300);

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|dangerouslySet|document\.write|\beval\b|new Function|setAttribute\(['""](style|on)|srcdoc|javascript:")]
    private static partial Regex IntoMarkup();

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)[^>]*>|\son\w+=", RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();

    [GeneratedRegex(@"(https?:)?//[a-z0-9-]+\.[a-z]{2,}|@import", RegexOptions.IgnoreCase)]
    private static partial Regex Address();
}
