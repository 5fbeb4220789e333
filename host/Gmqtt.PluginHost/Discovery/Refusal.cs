namespace Gmqtt.PluginHost.Discovery;

/// <summary>Why a plugin's files cannot be loaded.</summary>
/// <param name="Kind">What kind of reason.</param>
/// <param name="Sentence">What is wrong and what to do.</param>
internal sealed record Refusal(RefusalKind Kind, string Sentence);

/// <summary>Kinds of reasons not to load.</summary>
internal enum RefusalKind
{
    /// <summary>A file is being written, or was cut off: worth another look as soon as something changes.</summary>
    Incomplete,

    /// <summary>There is no plugin in the dll.</summary>
    NotAPlugin,

    /// <summary>Built for another broker or another framework.</summary>
    Incompatible,

    /// <summary>The files cannot be read, or contradict themselves.</summary>
    Broken,

    /// <summary>Others than the broker's user could change what the broker runs.</summary>
    Unsafe,
}
