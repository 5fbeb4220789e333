using Gmqtt.PluginHost.Hosting;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Discovery;

/// <summary>
/// What the plugins folder and the configuration together ask for, found without running anything: for the start, for <c>gmqttd check</c>, and for the question whether
/// anybody authenticates.
/// </summary>
internal sealed class Survey
{
    // A file DISABLED takes out a plugin that the configuration counts on: its table goes on saying that clients are to be known.
    private bool _isMissed;

    private Survey()
    {
    }

    /// <summary>To be loaded, outermost first.</summary>
    internal List<(PluginFiles Files, Verdict Verdict)> Ready { get; private set; } = [];

    /// <summary>Known and not to be loaded, with the reason.</summary>
    internal List<(string Name, PluginState State, string Reason, PluginManifest? Manifest)> Idle { get; } = [];

    /// <summary>Files that are no plugins, a sentence each.</summary>
    internal List<string> Skipped { get; } = [];

    /// <summary>What keeps the broker from starting, a sentence each.</summary>
    internal List<string> Problems { get; } = [];

    /// <summary>Whether some plugin that is to be loaded can vouch for clients.</summary>
    internal bool Authenticates => Ready.Any(r => r.Verdict.Manifest!.Vouches);

    /// <summary>Whether some plugin does, or cannot be asked because its files are cut off, broken, or for another broker, or is missed where it is configured.</summary>
    internal bool MayAuthenticate => Authenticates || _isMissed || Idle.Exists(i => i.State == PluginState.Failed);

    internal static Survey Of(PluginSetSettings settings)
    {
        var survey = new Survey();
        PluginFolder folder;
        try
        {
            folder = PluginFolder.Scan(settings.Directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            survey.Problems.Add($"the plugins folder cannot be read: {e.Message}");
            return survey;
        }

        foreach (var skipped in folder.Skipped)
        {
            if (skipped.Name is { } name && settings.Names(name)) survey.Problems.Add($"plugin {name}: {skipped.Sentence}");
            else survey.Skipped.Add(skipped.Sentence);
        }

        foreach (var files in folder.Plugins) survey.Judge(files, settings);
        survey.Miss(settings, [.. folder.Plugins.Select(p => p.Name), .. folder.Skipped.Select(s => s.Name).OfType<string>()]);
        survey.Ready =
        [
            .. survey.Ready.OrderBy(r => ChainOrder.Rank(settings.Order, r.Files.Name)).ThenBy(r => r.Verdict.Manifest!.Order).ThenBy(r => r.Files.Name, StringComparer.Ordinal),
        ];
        return survey;
    }

    private void Judge(PluginFiles files, PluginSetSettings settings)
    {
        var own = settings.Of(files.Name);
        var verdict = Preflight.Check(files);
        if (files.IsSwitchedOff)
        {
            Idle.Add((files.Name, PluginState.Disabled, "a file DISABLED is there", verdict.Manifest));
            _isMissed |= verdict.Manifest is { Vouches: true } && own is { IsConfigured: true, Enabled: true };
        }
        else if (!own.Enabled)
        {
            Idle.Add((files.Name, PluginState.Disabled, $"[plugins.{files.Name}] says enabled = false", verdict.Manifest));
        }
        else if (verdict.Refusal is { } refusal)
        {
            Idle.Add((files.Name, PluginState.Failed, refusal.Sentence, null));
            if (settings.Names(files.Name)) Problems.Add($"plugin {files.Name}: {refusal.Sentence}");
        }
        else if (verdict.Manifest!.RequiresConfiguration && !own.IsConfigured)
        {
            Idle.Add((files.Name, PluginState.Unconfigured, $"there is no table [plugins.{files.Name}]", verdict.Manifest));
        }
        else
        {
            Ready.Add((files, verdict));
        }
    }

    /// <summary>What the configuration names has to be there, or be said to be off.</summary>
    private void Miss(PluginSetSettings settings, IReadOnlyList<string> present)
    {
        foreach (var name in settings.Order.Concat(settings.Plugins.Keys).Distinct().Where(n => settings.Of(n).Enabled && !present.Contains(n)).Order(StringComparer.Ordinal))
            Problems.Add($"plugin {name}: the configuration names it, and it is not in {settings.Directory}; put it there as {name}/{name}.dll, or write enabled = false in [plugins.{name}]");
    }
}
