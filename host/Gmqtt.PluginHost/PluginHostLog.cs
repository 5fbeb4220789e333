using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost;

/// <summary>What the host says of plugins: ids 4000 to 4099. Texts of a plugin are quoted, they are somebody else's.</summary>
internal static partial class PluginHostLog
{
    [LoggerMessage(4000, LogLevel.Information, "plugin loaded name={Plugin} version={Version} generation={Generation} hooks={Hooks} routes={Routes} after_ms={Milliseconds}")]
    public static partial void PluginLoaded(this ILogger logger, string plugin, string version, int generation, string hooks, string routes, long milliseconds);

    [LoggerMessage(4001, LogLevel.Error, "plugin not loaded name={Plugin} why={Reason}")]
    public static partial void PluginNotLoaded(this ILogger logger, string plugin, string reason);

    [LoggerMessage(4002, LogLevel.Error, "plugin not exchanged, generation {Generation} goes on name={Plugin} why={Reason}")]
    public static partial void PluginNotExchanged(this ILogger logger, string plugin, int generation, string reason);

    [LoggerMessage(4003, LogLevel.Information, "plugin is being written, waits name={Plugin} why={Reason}")]
    public static partial void PluginIncomplete(this ILogger logger, string plugin, string reason);

    [LoggerMessage(4004, LogLevel.Information, "plugin unloaded name={Plugin} generation={Generation} why={Reason}")]
    public static partial void PluginUnloaded(this ILogger logger, string plugin, int generation, string reason);

    [LoggerMessage(4005, LogLevel.Warning, "plugin still in memory after its unloading: something of it is referred to (docs/plugins.md, unloading) name={Plugin} generation={Generation}")]
    public static partial void PluginLeaked(this ILogger logger, string plugin, int generation);

    [LoggerMessage(4006, LogLevel.Debug, "plugin gone from memory name={Plugin} generation={Generation}")]
    public static partial void PluginGone(this ILogger logger, string plugin, int generation);

    [LoggerMessage(4007, LogLevel.Warning, "plugin folder: {Sentence:l}")]
    public static partial void FileSkipped(this ILogger logger, string sentence);

    [LoggerMessage(4008, LogLevel.Warning, "plugin name={Plugin}: {Sentence:l}")]
    public static partial void PluginWarning(this ILogger logger, string plugin, string sentence);

    [LoggerMessage(4009, LogLevel.Information, "hooks asked order={Order} hooks={Hooks}")]
    public static partial void HookChain(this ILogger logger, string order, string hooks);

    [LoggerMessage(4010, LogLevel.Warning, "plugin's calls did not end in time, it is unloaded when they do name={Plugin} generation={Generation}")]
    public static partial void PluginDrainsLate(this ILogger logger, string plugin, int generation);

    [LoggerMessage(4011, LogLevel.Warning, "plugin's files are gone, generation {Generation} goes on because the configuration names it; to take it out write enabled = false name={Plugin}")]
    public static partial void PluginFilesGone(this ILogger logger, string plugin, int generation);

    [LoggerMessage(4012, LogLevel.Error, "plugin folder could not be looked at, the plugins stay as they are: {Reason:l}")]
    public static partial void FolderUnreadable(this ILogger logger, string reason);

    [LoggerMessage(4013, LogLevel.Information, "plugin off name={Plugin} why={Reason}")]
    public static partial void PluginOff(this ILogger logger, string plugin, string reason);

    [LoggerMessage(4014, LogLevel.Warning, "plugin that lets clients in was taken out, what it decided is refused until it is back; if nobody is to decide it write enabled = false in its table and reload name={Plugin}")]
    public static partial void DoorClosed(this ILogger logger, string plugin);

    [LoggerMessage(4020, LogLevel.Warning, "plugin fault name={Plugin} fault={Fault} same_kept_back={KeptBack}")]
    public static partial void PluginFault(this ILogger logger, string plugin, string fault, int keptBack);

    [LoggerMessage(4021, LogLevel.Debug, "plugin fault in full name={Plugin} hook={Hook}\n{Text:l}")]
    public static partial void FaultInFull(this ILogger logger, string plugin, string hook, string text);

    [LoggerMessage(4022, LogLevel.Error, "plugin in quarantine: what it decides is denied, what it observes goes past it name={Plugin} faults_in_a_row={Faults} tried_again_after_s={Seconds} last={Fault}")]
    public static partial void Quarantined(this ILogger logger, string plugin, int faults, double seconds, string fault);

    [LoggerMessage(4023, LogLevel.Information, "plugin out of quarantine name={Plugin}")]
    public static partial void QuarantineEnds(this ILogger logger, string plugin);

    [LoggerMessage(4024, LogLevel.Error, "plugin blocks a thread that reads the network; from now on its {Hook:l} runs on threads of its own, which costs more per message name={Plugin} thread={Thread}")]
    public static partial void MovedOffTheLoop(this ILogger logger, string plugin, string hook, string thread);

    [LoggerMessage(4025, LogLevel.Debug, "plugin changed the priority of its thread, which is normal again name={Plugin}")]
    public static partial void PriorityRestored(this ILogger logger, string plugin);

    [LoggerMessage(4026, LogLevel.Error, "plugin's own thread ended by an exception, the broker goes on name={Plugin} exception={Text}")]
    public static partial void UnhandledException(this ILogger logger, string plugin, string text);

    [LoggerMessage(4030, LogLevel.Warning, "plugin's {Work:l} does not end although it was told to name={Plugin} generation={Generation}")]
    public static partial void WorkGoesOn(this ILogger logger, string work, string plugin, int generation);
}
