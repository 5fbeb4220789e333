using Gmqtt.Auth.Files;
using Microsoft.Extensions.Logging;

namespace Gmqtt.Auth.Access;

/// <summary>The rules in force, and the only one who writes their file.</summary>
internal sealed class RulesFile : IDisposable
{
    private readonly EditedFile<RuleSet> _file;

    internal RulesFile(string path, ILogger logger)
    {
        _file = new EditedFile<RuleSet>(new WatchedFile(path, "rules_file", "rules: [{allow: all, topics: '#', users: root}]"), text => RulesYaml.Parse(path, text), RuleSet.Empty)
        {
            Changed = (_, rules) => Changed?.Invoke(rules),
            TakenOver = rules => logger.RulesReloaded(rules.Rules.Count, path),
            Kept = problem => logger.RulesKept(problem.Message),
        };
    }

    /// <summary>Called with the rules that are now in force, one call at a time.</summary>
    internal event Action<RuleSet>? Changed;

    internal string Path => _file.Path;

    internal RuleSet Rules => _file.Document;

    /// <inheritdoc cref="EditedFile{T}.Load"/>
    internal void Load() => _file.Load();

    /// <inheritdoc cref="EditedFile{T}.ReloadAsync"/>
    internal ValueTask ReloadAsync(CancellationToken cancellationToken) => _file.ReloadAsync(cancellationToken);

    /// <summary>Changes rules, roles and groups, in the file and in force.</summary>
    /// <param name="change">From what there is to what there is to be; null changes nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The file cannot be written; nothing has changed.</exception>
    /// <exception cref="FileProblemException">What there is to be makes no sense, or the file was changed by somebody else and cannot be used; nothing has changed.</exception>
    internal Task ChangeAsync(Func<RuleSet, RuleSet?> change, CancellationToken cancellationToken)
        => _file.ChangeAsync(rules => change(rules) is { } changed ? RulesYaml.Render(changed) : null, cancellationToken);

    public void Dispose() => _file.Dispose();
}
