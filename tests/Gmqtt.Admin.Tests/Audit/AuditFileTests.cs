extern alias admin;

using AuditEntry = admin::Gmqtt.Admin.Audit.AuditEntry;
using AuditFile = admin::Gmqtt.Admin.Audit.AuditFile;

namespace Gmqtt.Admin.Tests.Audit;

public sealed class AuditFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gmqtt-audit-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_never_takes_more_than_two_files_of_its_size_and_keeps_the_latest()
    {
        const int MaxBytes = 4096;
        var file = new AuditFile(_folder.FullName, MaxBytes);
        for (var i = 1; i <= 100; i++) file.Append(Entry(i));

        var files = _folder.GetFiles();
        Assert.Equal(["audit.1.jsonl", "audit.jsonl"], files.Select(f => f.Name).Order());
        Assert.All(files, f => Assert.InRange(f.Length, 1, MaxBytes));
        var kept = file.ReadLatest(1000).Select(e => e.Id).ToList();
        Assert.Equal(100, kept[^1]);
        Assert.Equal(Enumerable.Range((int)kept[0], kept.Count).Select(i => (long)i), kept);
        Assert.Equal([99L, 100L], file.ReadLatest(2).Select(e => e.Id));
    }

    [Fact]
    public void Only_the_brokers_user_reads_it()
    {
        if (OperatingSystem.IsWindows()) return;
        new AuditFile(_folder.FullName, 4096).Append(Entry(1));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder.FullName, "audit.jsonl")));
    }

    [Fact]
    public void A_line_that_a_crash_cut_off_does_no_harm()
    {
        var file = new AuditFile(_folder.FullName, 4096);
        file.Append(Entry(1));
        File.AppendAllText(Path.Combine(_folder.FullName, "audit.jsonl"), """{"id":2,"at":"2026-01""");
        file.Append(Entry(3));
        Assert.Equal([1L, 3L], file.ReadLatest(10).Select(e => e.Id));
    }

    private static AuditEntry Entry(long id) => new()
    {
        Id = id,
        At = DateTimeOffset.UnixEpoch,
        Who = "somebody",
        Action = "client.disconnect",
        Target = "c",
        Result = "ok",
        Status = 200,
    };
}
