using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Gmqtt.Dashboard.Tests.Assets;

/// <summary>Files of other projects are what their note says.</summary>
public sealed partial class VendorTests
{
    [Fact]
    public void Every_vendored_file_has_the_checksum_that_the_note_names()
    {
        var noted = Row().Matches(Wwwroot.Read("vendor/README.md")).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);
        var files = Directory.GetFiles(Path.Combine(Wwwroot.Root, "vendor")).Where(f => f.EndsWith(".js", StringComparison.Ordinal) || f.EndsWith(".css", StringComparison.Ordinal));
        Assert.Equal(noted.OrderBy(f => f.Key, StringComparer.Ordinal), files.Select(f => KeyValuePair.Create(Path.GetFileName(f), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f))))).OrderBy(f => f.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("htm.LICENSE.txt", "Apache License")]
    [InlineData("preact.LICENSE.txt", "MIT")]
    [InlineData("uplot.LICENSE.txt", "MIT")]
    [InlineData("mqtt.LICENSE.txt", "MIT")]
    public void Licences_come_with_the_files(string file, string name) => Assert.Contains(name, Wwwroot.Read($"vendor/{file}"), StringComparison.Ordinal);

    [GeneratedRegex(@"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
