using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Tests.Loading;

namespace Gmqtt.PluginHost.Tests.Discovery;

public sealed class FileSetTests : IDisposable
{
    private readonly TempFolder _root = new();
    private readonly PluginFiles _files;

    public FileSetTests()
    {
        _files = new PluginFiles("plain", _root["plain"], _root["plain/plain.dll"], IsSwitchedOff: false);
        TestPlugin.CopyTo(_root.Path, "plain");
    }

    public void Dispose() => _root.Dispose();

    [Fact]
    public void The_same_contents_have_the_same_fingerprint_whatever_their_times()
    {
        var before = Read();
        File.SetLastWriteTimeUtc(_root["plain/plain.dll"], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal(before.Fingerprint, Read().Fingerprint);
    }

    [Fact]
    public void A_byte_a_name_and_a_file_more_each_make_another_fingerprint()
    {
        var seen = new HashSet<string> { Read().Fingerprint };
        File.WriteAllText(_root["plain/data"], "a");
        Assert.True(seen.Add(Read().Fingerprint));
        File.WriteAllText(_root["plain/data"], "b");
        Assert.True(seen.Add(Read().Fingerprint));
        File.Move(_root["plain/data"], _root["plain/date"]);
        Assert.True(seen.Add(Read().Fingerprint));
    }

    [Fact]
    public void A_glance_sees_a_new_time_and_a_new_length()
    {
        var seen = new HashSet<string> { FileSet.Glance(_files) };
        File.SetLastWriteTimeUtc(_root["plain/plain.dll"], new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.True(seen.Add(FileSet.Glance(_files)));
        File.AppendAllText(_root["plain/plain.dll"], "x");
        Assert.True(seen.Add(FileSet.Glance(_files)));
    }

    [Fact]
    public void A_link_within_the_folder_is_the_file_it_leads_to()
    {
        Directory.CreateDirectory(_root["plain/..2026"]);
        File.Move(_root["plain/plain.dll"], _root["plain/..2026/plain.dll"]);
        Directory.CreateSymbolicLink(_root["plain/..data"], "..2026");
        File.CreateSymbolicLink(_root["plain/plain.dll"], "..data/plain.dll");
        Assert.True(Preflight.Check(_files).IsGood);
        Assert.Contains(Read().Files, f => f.Name == "plain.dll" && f.Length > 0);
    }

    [Fact]
    public void A_folder_that_is_itself_a_link_is_where_it_leads_to()
    {
        Directory.Move(_root["plain"], _root["plain-1.2"]);
        Directory.CreateSymbolicLink(_root["plain"], "plain-1.2");
        Assert.True(Preflight.Check(_files).IsGood);
    }

    [Theory]
    [InlineData("plain/more.dll", "/etc/hostname")]
    [InlineData("plain/more", "/etc")]
    [InlineData("plain/up", "../other")]
    public void A_link_that_leads_out_of_the_folder_is_refused(string link, string target)
    {
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateDirectory(_root["other"]);
        File.CreateSymbolicLink(_root[link], target);
        var refusal = Preflight.Check(_files).Refusal;
        Assert.Equal(RefusalKind.Unsafe, refusal?.Kind);
        Assert.Contains("outside the plugin's folder", refusal!.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_that_leads_round_in_circles_is_refused()
    {
        Directory.CreateDirectory(_root["plain/inner"]);
        Directory.CreateSymbolicLink(_root["plain/inner/back"], "..");
        Assert.False(Preflight.Check(_files).IsGood);
        Assert.NotEmpty(FileSet.Glance(_files));
    }

    [Fact]
    public void A_link_to_nowhere_is_refused()
    {
        File.CreateSymbolicLink(_root["plain/more.dll"], "gone.dll");
        Assert.Contains("which is not there", Preflight.Check(_files).Refusal!.Sentence, StringComparison.Ordinal);
    }

    private FileSet Read() => FileSet.Read(_files).Set;
}
