namespace Gmqtt.PluginHost.Discovery;

/// <summary>What the metadata of a plugin's assemblies says about it.</summary>
/// <param name="TypeName">The class that implements <c>IPlugin</c>, as <see cref="System.Reflection.Assembly.GetType(string)"/> wants it.</param>
/// <param name="Version">The informational version without the build's hash, else the assembly's.</param>
/// <param name="BuiltFor">The version of the abstractions it was built for.</param>
/// <param name="Description">The plugin's sentence about itself.</param>
/// <param name="Order">Where it stands among those <c>plugin_order</c> does not name.</param>
/// <param name="RequiresConfiguration">It is loaded only when it has a table.</param>
/// <param name="Unloadable">It lets go of its load context.</param>
/// <param name="Hooks">Names of the hooks whose wrappers its code sets, such as <c>OnMsgArrived</c>, sorted.</param>
/// <param name="Vouches">Its code can let clients in.</param>
internal sealed record PluginManifest(
    string TypeName,
    string Version,
    Version BuiltFor,
    string? Description,
    int Order,
    bool RequiresConfiguration,
    bool Unloadable,
    IReadOnlyList<string> Hooks,
    bool Vouches);
