namespace Gmqtt.PluginHost.Discovery;

/// <summary>
/// Decides from metadata alone whether a plugin may be loaded, and what it is. No code of it runs, nothing of it is loaded: an attempt to load a broken assembly leaves a load context
/// that can take the process down when it is freed.
/// </summary>
internal static class Preflight
{
    /// <summary>Checks a plugin's files. Never throws, whatever they contain.</summary>
    public static Verdict Check(PluginFiles files)
    {
        try
        {
            var (set, refusal) = FileSet.Read(files);
            refusal ??= Permissions.Check(files, set.Files);
            return refusal is null ? new Inspection(files, set).Run() : Verdict.No(refusal, set);
        }
        catch (UnauthorizedAccessException e)
        {
            return No(RefusalKind.Broken, $"{e.Message} Let the broker's user read the plugin's files.");
        }
        catch (IOException e)
        {
            return No(RefusalKind.Incomplete, $"the files are changing: {e.Message}");
        }
        catch (Exception e)
        {
            return No(RefusalKind.Broken, $"{Path.GetFileName(files.EntryAssembly)} has damaged metadata ({e.GetType().Name}): build or copy it again");
        }
    }

    /// <summary>Whether a dll has a class that is meant to be a plugin's; null when that cannot be seen, as while it is being written.</summary>
    public static bool? HasPlugin(string dll)
    {
        try
        {
            using var image = AssemblyImage.Read(dll);
            if (image.Kind is ImageKind.Incomplete)
                return null;
            if (image.Metadata is not { } metadata)
                return false;
            return References.Abstractions(metadata) is not null && PluginTypes.Mentions(metadata);
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static Verdict No(RefusalKind kind, string sentence) => Verdict.No(new Refusal(kind, sentence));
}
