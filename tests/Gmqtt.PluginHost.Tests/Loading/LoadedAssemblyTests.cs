using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Loading;

namespace Gmqtt.PluginHost.Tests.Loading;

public sealed class LoadedAssemblyTests : IDisposable
{
    // Whoever drops what was loaded while its plugin runs has begun to free it.
    private static readonly ConcurrentBag<LoadedAssembly> Held = [];

    private readonly TempFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public async Task A_plugin_is_loaded_made_and_gone_again_200_times()
    {
        var contexts = new List<WeakReference>();
        for (var cycle = 0; cycle < 200; cycle++)
            contexts.Add(LoadAndRetire("plain"));
        foreach (var context in contexts)
            Assert.True(await Unloading.VerifyAsync(context, TimeProvider.System));
    }

    [Fact]
    public async Task A_plugin_that_is_still_held_is_not_gone()
    {
        var loaded = Load("plain");
        var plugin = loaded.Create();
        Assert.False(await Unloading.VerifyAsync(loaded.Retire()!, TimeProvider.System));
        Assert.Equal("plain", plugin.Name);
    }

    [Fact]
    public void A_plugin_that_is_loaded_for_good_has_no_context_to_wait_for()
    {
        var loaded = Load("derived");
        Assert.False(AssemblyLoadContext.GetLoadContext(loaded.Create().GetType().Assembly)!.IsCollectible);
        Assert.Null(loaded.Retire());
    }

    [Fact]
    public void The_interface_is_the_brokers_and_the_plugins_class_is_not()
    {
        var plugin = Load("plain").Create();
        Assert.NotSame(AssemblyLoadContext.Default, AssemblyLoadContext.GetLoadContext(plugin.GetType().Assembly));
        Assert.NotNull(plugin.HookWrapper().OnMsgArrived);
    }

    [Fact]
    public void Two_plugins_have_their_own_versions_of_a_library()
    {
        var old = Load("json12").Create();
        var young = Load("json13").Create();
        Assert.Equal("12.0.0.0", old.Name);
        Assert.Equal("13.0.0.0", young.Name);
    }

    [Fact]
    public void A_single_dll_needs_no_deps_json()
    {
        File.Copy(TestPlugin.Dll("plain"), _root["plain.dll"]);
        var verdict = Preflight.Check(new PluginFiles("plain", null, _root["plain.dll"], IsSwitchedOff: false));
        Assert.Equal("plain", Hold(LoadedAssembly.Load(_root["plain.dll"], verdict.Manifest!)).Create().Name);
    }

    [Fact]
    public void A_library_that_goes_missing_is_named()
    {
        var bytes = File.ReadAllBytes(TestPlugin.Dll("json13"));
        "Acme.Forgotten1"u8.CopyTo(bytes.AsSpan(bytes.AsSpan().IndexOf("Newtonsoft.Json\0"u8)));
        File.WriteAllBytes(_root["json13.dll"], bytes);
        var plugin = Hold(LoadedAssembly.Load(_root["json13.dll"], Manifest(TestPlugin.Folder("json13")))).Create();
        var sentence = LoadFault.Sentence(Assert.ThrowsAny<Exception>(() => plugin.Name));
        Assert.Equal("Acme.Forgotten1 13.0.0.0 is missing: put it into the plugin's folder", sentence);
    }

    [Fact]
    public void A_constructor_that_throws_is_one_sentence()
    {
        var loaded = Load("throwingconstructor");
        var fault = Assert.Throws<PluginLoadException>(loaded.Create);
        Assert.Equal("its constructor failed: InvalidOperationException: no luck today", fault.Message);
        Assert.Null(fault.InnerException);
    }

    [Fact]
    public void A_class_that_is_not_there_is_one_sentence()
    {
        var manifest = Manifest(TestPlugin.Folder("plain")) with { TypeName = "Gmqtt.Gone" };
        var fault = Assert.Throws<PluginLoadException>(() => LoadedAssembly.Load(TestPlugin.Dll("plain"), manifest));
        Assert.Contains("Gmqtt.Gone", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void A_file_that_is_no_assembly_is_one_sentence()
    {
        File.WriteAllText(_root["plain.dll"], "not a dll");
        var fault = Assert.Throws<PluginLoadException>(() => LoadedAssembly.Load(_root["plain.dll"], Manifest(TestPlugin.Folder("plain"))));
        Assert.Contains("an assembly is damaged", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_retiring_nothing_is_made()
    {
        var loaded = Load("plain");
        var unloading = false;
        AssemblyLoadContext.GetLoadContext(loaded.Create().GetType().Assembly)!.Unloading += _ => unloading = true;
        loaded.Retire();
        Assert.True(unloading);
        Assert.Throws<ObjectDisposedException>(loaded.Create);
        Assert.Null(loaded.Retire());
    }

    [Fact]
    public void This_framework_has_caches_to_clear() => Assert.True(Unloading.ClearCaches() >= 3);

    [Fact]
    public void An_exception_whose_message_throws_is_told_by_its_type()
        => Assert.Equal("NastyException, whose message cannot be read", LoadFault.Sentence(new NastyException()));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference LoadAndRetire(string name)
    {
        var loaded = Load(name);
        Assert.NotNull(loaded.Create().HookWrapper().OnMsgArrived);
        return loaded.Retire()!;
    }

    private static LoadedAssembly Load(string name) => Hold(LoadedAssembly.Load(TestPlugin.Dll(name), Manifest(TestPlugin.Folder(name))));

    private static LoadedAssembly Hold(LoadedAssembly loaded)
    {
        Held.Add(loaded);
        return loaded;
    }

    private static PluginManifest Manifest(string folder)
    {
        var name = Path.GetFileName(folder);
        var verdict = Preflight.Check(new PluginFiles(name, folder, Path.Combine(folder, name + ".dll"), IsSwitchedOff: false));
        Assert.True(verdict.IsGood, verdict.Refusal?.Sentence);
        return verdict.Manifest;
    }

    private sealed class NastyException : Exception
    {
        public override string Message => throw new InvalidOperationException();
    }
}
