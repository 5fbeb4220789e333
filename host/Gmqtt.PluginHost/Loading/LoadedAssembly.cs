using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Gmqtt.Plugins;
using Gmqtt.PluginHost.Discovery;
using McMaster.NETCore.Plugins;

namespace Gmqtt.PluginHost.Loading;

/// <summary>
/// A plugin's entry assembly in a load context of its own. The abstractions and the framework are the broker's, everything else is the plugin's: two plugins may bring different
/// versions of one library. The loader's own reloading is not used: it frees the old version before it knows that the new one is good.
/// </summary>
internal sealed class LoadedAssembly
{
    // Held for as long as the plugin lives: a loader that is collected begins to free its context, and the next dependency that is loaded late is not found.
    private PluginLoader? _loader;
    private Type? _type;

    private LoadedAssembly(PluginLoader loader, Type type)
    {
        _loader = loader;
        _type = type;
    }

    /// <summary>Loads the assembly; of its code only module initializers run. Call it for a copy that nobody changes.</summary>
    /// <param name="entryAssembly">The absolute path of the copied dll.</param>
    /// <param name="manifest">What <see cref="Preflight"/> found.</param>
    /// <exception cref="PluginLoadException">It cannot be loaded.</exception>
    public static LoadedAssembly Load(string entryAssembly, PluginManifest manifest)
    {
        PluginLoader? loader = null;
        try
        {
            loader = PluginLoader.CreateFromAssemblyFile(entryAssembly, manifest.Unloadable, [typeof(IPlugin)]);
            var type = loader.LoadDefaultAssembly().GetType(manifest.TypeName, throwOnError: true)!;
            return new LoadedAssembly(loader, type);
        }
        catch (Exception e)
        {
            loader?.Dispose();
            throw new PluginLoadException(LoadFault.Sentence(e));
        }
    }

    /// <summary>Runs the plugin's constructor.</summary>
    /// <exception cref="PluginLoadException">The constructor threw, or what it makes is no plugin of this broker.</exception>
    /// <exception cref="ObjectDisposedException">It was retired.</exception>
    public IPlugin Create()
    {
        ObjectDisposedException.ThrowIf(_type is null, this);
        try
        {
            return Activator.CreateInstance(_type) as IPlugin
                ?? throw new PluginLoadException($"{_type.FullName} implements the IPlugin of another {HostAssemblies.Abstractions}: do not merge it into the plugin's dll");
        }
        catch (Exception e) when (e is not PluginLoadException)
        {
            throw new PluginLoadException($"its constructor failed: {LoadFault.Sentence(e)}");
        }
    }

    /// <summary>
    /// Begins to free the context. The caller lets go of the plugin, its hooks and everything it made before that; code of it that still runs goes on, and keeps the context.
    /// </summary>
    /// <returns>Dies when the context is gone, for <see cref="Unloading.VerifyAsync"/>; null for a plugin that is loaded for good, or was retired before.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public WeakReference? Retire()
    {
        if (_loader is null || _type is null)
            return null;
        var context = _loader.IsUnloadable ? new WeakReference(AssemblyLoadContext.GetLoadContext(_type.Assembly), trackResurrection: true) : null;
        _loader.Dispose();
        _loader = null;
        _type = null;
        return context;
    }
}
