using System.Text;

namespace Gmqtt.Auth.Files;

/// <summary>
/// A file that is read when it has changed. It is looked at every few seconds rather than watched: that also notices what a mounted configuration map or an editor's rename does.
/// Used by one caller at a time.
/// </summary>
internal sealed class WatchedFile
{
    private const long MaxSize = 64 * 1024 * 1024;

    private (DateTime Changed, long Length, string? Target) _seen;
    private (DateTime Changed, long Length, string? Target) _looked;

    private readonly string _purpose;
    private readonly string _example;

    /// <param name="path">The file.</param>
    /// <param name="purpose">The key that names it.</param>
    /// <param name="example">What could stand in it.</param>
    internal WatchedFile(string path, string purpose, string example)
    {
        Path = path;
        _purpose = purpose;
        _example = example;
    }

    internal string Path { get; }

    /// <summary>Whether it differs from what was read last.</summary>
    internal bool HasChanged => Stamp() != _seen;

    /// <summary>Whether it differs from what was read last and has not changed since the last look: half of a file can look like a whole one.</summary>
    internal bool HasSettled()
    {
        var now = Stamp();
        var isSettled = now != _seen && now == _looked;
        _looked = now;
        return isSettled;
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="FileProblemException">It cannot be read.</exception>
    internal string Read()
    {
        var stamp = _seen = Stamp(); // before it is read: what changes meanwhile is read again
        try
        {
            if (stamp.Length > MaxSize) throw new FileProblemException(Path, 0, 0, $"is larger than {MaxSize / 1024 / 1024} MiB");
            return File.ReadAllText(Path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            var problem = exception switch
            {
                FileNotFoundException or DirectoryNotFoundException => $"there is no such file; write it, for example as {_example}, or name another one as {_purpose} in [plugins.auth]",
                DecoderFallbackException => "is not UTF-8",
                _ => $"cannot be read: {exception.Message}",
            };
            throw new FileProblemException(Path, 0, 0, problem);
        }
    }

    /// <summary>Writes it; that is no change that has to be read.</summary>
    internal async Task WriteAsync(string text, CancellationToken cancellationToken)
    {
        var (changed, length) = await AtomicFile.WriteAsync(Path, text, cancellationToken);
        _seen = (changed, length, _seen.Target);
    }

    private (DateTime Changed, long Length, string? Target) Stamp()
    {
        try
        {
            var file = new FileInfo(Path);
            var target = file.LinkTarget is null ? null : file.ResolveLinkTarget(returnFinalTarget: true)?.FullName;
            if (target is not null) file = new FileInfo(target);
            return file.Exists ? (file.LastWriteTimeUtc, file.Length, target) : default;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
