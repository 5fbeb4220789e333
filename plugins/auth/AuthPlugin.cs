using Gmqtt.Auth.Api;
using Gmqtt.Auth.Files;
using Gmqtt.Hooks;
using Gmqtt.Plugins;

namespace Gmqtt.Auth;

/// <summary>
/// Accounts, access rules, bans, and other ways to know who a client is. Does nothing before there is a table <c>[plugins.auth]</c>; from then on it fails closed.
/// It stays in memory once loaded, as its cryptography is a native library that calls back.
/// </summary>
[Plugin(Description = "Accounts, access rules, bans and other ways to know who a client is.", Order = 100, RequiresConfiguration = true, Unloadable = false)]
public sealed class AuthPlugin : IPlugin
{
    private Composition? _composition;

    internal Composition Parts => _composition ?? throw new InvalidOperationException("not loaded");

    /// <inheritdoc/>
    public string Name => "auth";

    /// <inheritdoc/>
    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        try
        {
            _composition = new Composition(context, context.Configuration.Bind<AuthOptions>());
            _composition.Start();
            ApiRoutes.Register(context.Api, _composition.Admin);
            return default;
        }
        catch (FileProblemException exception)
        {
            throw new PluginConfigurationException([exception.Message]);
        }
    }

    /// <inheritdoc/>
    public HookWrapper HookWrapper() => Hooks.Of(Parts);

    /// <inheritdoc/>
    public ValueTask UnloadAsync(CancellationToken cancellationToken)
    {
        _composition?.Release();
        return default;
    }
}
