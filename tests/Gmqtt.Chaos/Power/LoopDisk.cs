namespace Gmqtt.Chaos.Power;

/// <summary>
/// An ext4 file system in a file. A copy of that file holds what has reached the disk and nothing else, as a disk does whose power has failed: what was written and not synced is in the
/// page cache of the mounted file system, and not in the copy; nor is a file whose directory was not synced.
/// </summary>
internal sealed class LoopDisk : IAsyncDisposable
{
    private readonly string _image;
    private readonly string _device;

    private LoopDisk(string image, string folder, string device)
    {
        _image = image;
        Folder = folder;
        _device = device;
    }

    /// <summary>Where it is mounted.</summary>
    internal string Folder { get; }

    /// <summary>Why this machine has none for us; null when it has.</summary>
    internal static async Task<string?> WhyNotAsync()
    {
        var directory = Directory.CreateTempSubdirectory("gmqtt-loop-");
        try
        {
            await using var disk = await MakeAsync(directory.FullName, 8 << 20);
            return null;
        }
        catch (Exception e) when (e is ChaosException or System.ComponentModel.Win32Exception)
        {
            return e.Message;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    /// <summary>Makes an empty one.</summary>
    internal static async Task<LoopDisk> MakeAsync(string directory, long size)
    {
        var image = Path.Combine(directory, "disk.img");
        await using (var file = File.Create(image)) file.SetLength(size);
        await Tool.RunAsync("mkfs.ext4", "-q", "-F", image);
        return await MountAsync(image, Path.Combine(directory, "disk"));
    }

    /// <summary>Mounts a file, which replays its journal.</summary>
    internal static async Task<LoopDisk> MountAsync(string image, string folder)
    {
        Directory.CreateDirectory(folder);
        await Tool.RunAsync("mount", "-o", "loop", image, folder);
        var device = (await File.ReadAllLinesAsync("/proc/mounts")).Select(l => l.Split(' ')).Last(m => m[1] == folder)[0];
        return new LoopDisk(image, folder, Path.GetFileName(device));
    }

    /// <summary>Copies the file while nobody writes to the file system. What the system's own write-back changes meanwhile would make a state that never was, so then the copy is made again.</summary>
    internal async Task CopyAsync(string to)
    {
        string before;
        do
        {
            before = await WrittenAsync();
            await Tool.RunAsync("cp", "--sparse=always", _image, to);
        }
        while (before != await WrittenAsync());
    }

    /// <summary>Unmounts it and removes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        await Tool.RunAsync("umount", Folder);
        File.Delete(_image);
    }

    /// <summary>Writes completed, sectors written, and requests under way: fields 5, 7 and 9 of the block device's <c>stat</c>.</summary>
    private async Task<string> WrittenAsync()
    {
        var fields = (await File.ReadAllTextAsync($"/sys/block/{_device}/stat")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return $"{fields[4]} {fields[6]} {fields[8]}";
    }
}
