using System.Formats.Tar;

namespace Gmqtt.PluginHost.Loading;

/// <summary>Whose a folder is. The framework has no other way to ask than to write the head of a tar archive.</summary>
internal static class UnixOwner
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The owner's number; null for what is not a folder (a link is not) or is open to others than its owner.</summary>
    public static int? OfPrivateFolder(string path)
    {
        using var archive = new MemoryStream();
        using (var writer = new TarWriter(archive, TarEntryFormat.Pax, leaveOpen: true))
            writer.WriteEntry(path, "folder");
        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry() is { EntryType: TarEntryType.Directory, Mode: OwnerOnly } head ? head.Uid : null;
    }
}
