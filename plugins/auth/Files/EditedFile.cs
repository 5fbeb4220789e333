namespace Gmqtt.Auth.Files;

/// <summary>
/// What a file says that people and this plugin change, and the only one here who writes it. A changed file is taken over when it can be read, and changes nothing when it cannot.
/// Changes of our own are made to the file as it is at that moment, and count when they are on the disk.
/// </summary>
/// <typeparam name="T">What it says; immutable.</typeparam>
internal sealed class EditedFile<T> : IDisposable
    where T : class
{
    private readonly WatchedFile _file;
    private readonly Func<string, T> _parse;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile T _document;
    private FileProblemException? _problem; // of the file as it is: what somebody is in the middle of writing is not written over

    /// <param name="file">The file.</param>
    /// <param name="parse">Reads its text; throws <see cref="FileProblemException"/>.</param>
    /// <param name="none">In force before it is loaded.</param>
    internal EditedFile(WatchedFile file, Func<string, T> parse, T none)
    {
        _file = file;
        _parse = parse;
        _document = none;
    }

    /// <summary>Called with what was in force and what is now, one call at a time.</summary>
    internal Action<T, T>? Changed { get; init; }

    /// <summary>Somebody else has changed the file, and it is in force.</summary>
    internal required Action<T> TakenOver { get; init; }

    /// <summary>Somebody else has changed the file, and it cannot be used.</summary>
    internal required Action<FileProblemException> Kept { get; init; }

    internal string Path => _file.Path;

    /// <summary>What is in force.</summary>
    internal T Document => _document;

    /// <summary>Reads it for the first time.</summary>
    /// <exception cref="FileProblemException">It cannot be used.</exception>
    internal void Load() => _document = Read();

    /// <summary>Reads it again if it has changed.</summary>
    internal async ValueTask ReloadAsync(CancellationToken cancellationToken)
    {
        if (!_file.HasSettled()) return;
        await _turn.WaitAsync(cancellationToken);
        try
        {
            TakeOver();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Changes it, in the file and in force.</summary>
    /// <param name="change">From what it says to its new text; null changes nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="FileProblemException">The new text makes no sense, or the file was changed by somebody else and cannot be used; nothing has changed.</exception>
    internal async Task ChangeAsync(Func<T, string?> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_file.HasChanged) TakeOver();
            if (_problem is not null) throw _problem;
            if (change(_document) is not { } text) return;
            // Read back before it counts: what is in force is what the file says, line numbers included.
            var document = _parse(text);
            await _file.WriteAsync(text, cancellationToken);
            Exchange(document);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private void TakeOver()
    {
        try
        {
            Exchange(Read());
            TakenOver(_document);
        }
        catch (FileProblemException exception)
        {
            Kept(exception);
        }
    }

    private T Read()
    {
        try
        {
            var document = _parse(_file.Read());
            _problem = null;
            return document;
        }
        catch (FileProblemException exception)
        {
            _problem = exception;
            throw;
        }
    }

    private void Exchange(T document)
    {
        var before = _document;
        _document = document;
        Changed?.Invoke(before, document);
    }
}
