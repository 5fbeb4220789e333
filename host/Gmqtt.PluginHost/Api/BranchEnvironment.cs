using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Gmqtt.PluginHost.Api;

/// <summary>What routing, minimal APIs and gRPC ask an application about itself. No files are served: there is no web root.</summary>
internal sealed class BranchEnvironment(string plugin, string contentRoot) : IWebHostEnvironment
{
    public string ApplicationName { get; set; } = plugin;

    public string EnvironmentName { get; set; } = Environments.Production;

    public string ContentRootPath { get; set; } = contentRoot;

    public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();

    public string WebRootPath { get; set; } = string.Empty;

    public IFileProvider WebRootFileProvider { get; set; } = new NullFileProvider();
}
