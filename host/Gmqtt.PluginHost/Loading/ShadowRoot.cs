using System.Security.Cryptography;
using Gmqtt.PluginHost.Discovery;

namespace Gmqtt.PluginHost.Loading;

/// <summary>
/// Copies of plugins, from which they are loaded: the originals can then be replaced while they run, and a dependency that is loaded late is the one that came with the code. Each
/// process has a folder of its own with a name that cannot be foreseen, which only its user can open.
/// </summary>
internal sealed class ShadowRoot : IDisposable
{
    private const string Prefix = "gmqtt-shadow-";
    private const string LockName = ".shadow-lock";

    private readonly string _root;
    private readonly FileStream _lock;

    /// <summary>Makes the folder, and removes those that processes left behind.</summary>
    /// <param name="baseDirectory">Where; usually <see cref="Path.GetTempPath"/>.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public ShadowRoot(string baseDirectory)
    {
        Directory.CreateDirectory(baseDirectory);
        _root = Path.Combine(baseDirectory, Prefix + RandomNumberGenerator.GetHexString(16, lowercase: true));
        CreatePrivate(_root);
        _lock = Lock(Path.Combine(_root, LockName), FileMode.CreateNew);
        RemoveStale(baseDirectory);
    }

    /// <summary>Copies a plugin's files.</summary>
    /// <param name="files">Whose.</param>
    /// <param name="checkedSet">As they were when they were checked.</param>
    /// <param name="generation">Makes the place unique.</param>
    /// <returns>The copied entry assembly; or why there is none.</returns>
    public (string? EntryAssembly, Refusal? Refusal) Copy(PluginFiles files, FileSet checkedSet, int generation)
    {
        var folder = FolderOf(files.Name, generation);
        try
        {
            CreatePrivate(folder);
            if (checkedSet.CopyTo(folder) == checkedSet.Fingerprint)
                return (Path.Combine(folder, Path.GetFileName(files.EntryAssembly)), null);
            Remove(files.Name, generation);
            return (null, new Refusal(RefusalKind.Incomplete, "the files changed while they were copied"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remove(files.Name, generation);
            return (null, new Refusal(RefusalKind.Incomplete, $"the files cannot be copied to {_root}: {e.Message}"));
        }
    }

    /// <summary>Removes a copy whose plugin is gone from memory; what cannot be removed stays until the process ends.</summary>
    public void Remove(string name, int generation) => TryDelete(FolderOf(name, generation));

    /// <summary>The plugin whose copy a file is in; null for any other file.</summary>
    public string? PluginOf(string file)
    {
        if (!file.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            return null;
        var folder = file[(_root.Length + 1)..].Split(Path.DirectorySeparatorChar)[0];
        return folder[..Math.Max(0, folder.LastIndexOf('.'))];
    }

    public void Dispose()
    {
        _lock.Dispose();
        TryDelete(_root);
    }

    private string FolderOf(string name, int generation) => Path.Combine(_root, $"{name}.{generation}");

    /// <summary>
    /// A folder is left behind when nobody holds the lock in it: the system releases that with the process, and in contrast to a process number it means the same in every container
    /// that shares the folder. Only folders of the same user are touched, so that nobody can have this process delete or wait for what is not its own.
    /// </summary>
    private void RemoveStale(string baseDirectory)
    {
        try
        {
            var owner = OwnerOf(_root);
            foreach (var folder in Directory.GetDirectories(baseDirectory, Prefix + "*"))
            {
                if (folder != _root && OwnerOf(folder) is { } other && other == owner && IsLeftBehind(folder))
                    TryDelete(folder);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder cannot be listed: what others left there stays.
        }
    }

    private static bool IsLeftBehind(string folder)
    {
        try
        {
            Lock(Path.Combine(folder, LockName), FileMode.Open).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // in use, or just being made
        }
    }

    private static FileStream Lock(string path, FileMode mode) => new(path, mode, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);

    private static int? OwnerOf(string folder)
    {
        try
        {
            return OperatingSystem.IsWindows() ? 0 : UnixOwner.OfPrivateFolder(folder);
        }
        catch (IOException)
        {
            return null; // gone meanwhile
        }
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A copy too many on the disk harms nobody; the next start removes it.
        }
    }
}
