using Gmqtt.PluginHost.Discovery;
using Gmqtt.Plugins;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Hosting;

/// <summary>The look at the files that the start begins with: what is found is said, and noted in its slot.</summary>
internal static class FirstLook
{
    /// <returns>The files of the start, checked, in the order of the chain; and what keeps the broker from starting.</returns>
    internal static (List<(PluginFiles Files, Verdict Verdict)> Candidates, List<string> Problems) At(PluginSetSettings settings, Func<string, PluginSlot> slotOf, ILogger logger)
    {
        var survey = Survey.Of(settings);
        foreach (var sentence in survey.Skipped) logger.FileSkipped(sentence);
        foreach (var (name, state, reason, manifest) in survey.Idle)
        {
            var slot = slotOf(name);
            (slot.State, slot.Reason, slot.Manifest) = (state, reason, manifest);
            if (state == PluginState.Failed) logger.PluginNotLoaded(name, reason);
            else logger.PluginOff(name, reason);
        }

        foreach (var (files, verdict) in survey.Ready)
        {
            var slot = slotOf(files.Name);
            (slot.Manifest, slot.TriedFingerprint) = (verdict.Manifest, verdict.Files!.Fingerprint);
            foreach (var warning in verdict.Warnings) logger.PluginWarning(files.Name, warning);
        }

        return ([.. survey.Ready], [.. survey.Problems]);
    }
}
