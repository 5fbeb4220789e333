using Gmqtt.Auth.Files;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth.Access;

/// <summary>The rules in force, and the only one who writes their file. A changed file that cannot be used changes nothing.</summary>
internal sealed class RulesFile : IDisposable
{
    private readonly WatchedFile _file;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _turn = new(1);
    private volatile RuleSet _rules = RuleSet.Empty;
    private FileProblemException? _problem; // of the file as it is: what somebody is in the middle of writing is not written over

    internal RulesFile(string path, ILogger logger)
    {
        _file = new WatchedFile(path, "rules_file", "rules: [{allow: all, topics: '#', users: root}]");
        _logger = logger;
    }

    /// <summary>Called with the rules that are now in force, one call at a time.</summary>
    internal event Action<RuleSet>? Changed;

    internal string Path => _file.Path;

    internal RuleSet Rules => _rules;

    /// <exception cref="FileProblemException">It cannot be used.</exception>
    internal void Load() => _rules = Read();

    /// <summary>Reads the file again if it has changed.</summary>
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

    /// <summary>Changes rules, roles and groups, in the file and in force.</summary>
    /// <param name="change">From what there is to what there is to be; null changes nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="FileProblemException">What there is to be makes no sense, or the file was changed by somebody else and cannot be used; nothing has changed.</exception>
    internal async Task ChangeAsync(Func<RuleSet, RuleSet?> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            if (_file.HasChanged) TakeOver();
            if (_problem is not null) throw _problem;
            if (change(_rules) is not { } changed) return;
            // Read back before it counts: what is in force is what the file says, line numbers included.
            var text = RulesYaml.Render(changed);
            var rules = RulesYaml.Parse(Path, text);
            await _file.WriteAsync(text, cancellationToken);
            Exchange(rules);
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
            _logger.RulesReloaded(_rules.Rules.Count, Path);
        }
        catch (FileProblemException exception)
        {
            _logger.RulesKept(exception.Message);
        }
    }

    private RuleSet Read()
    {
        try
        {
            var rules = RulesYaml.Parse(Path, _file.Read());
            _problem = null;
            return rules;
        }
        catch (FileProblemException exception)
        {
            _problem = exception;
            throw;
        }
    }

    private void Exchange(RuleSet rules)
    {
        _rules = rules;
        Changed?.Invoke(rules);
    }
}
