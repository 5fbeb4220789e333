namespace Gmqtt.PluginHost.Loading;

/// <summary>A plugin cannot be loaded or made. The message is the sentence for people; nothing of the plugin hangs on the exception, so it may be kept.</summary>
internal sealed class PluginLoadException(string sentence) : Exception(sentence);
