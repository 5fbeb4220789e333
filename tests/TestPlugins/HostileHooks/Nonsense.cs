using Gmqtt.Plugins;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>Answers that no protocol knows.</summary>
internal static class Nonsense
{
    internal static ValueTask AnswerAsync(string how, Call call, IPluginContext context) => throw new NotSupportedException(how);
}
