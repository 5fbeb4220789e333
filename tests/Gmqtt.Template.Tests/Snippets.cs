namespace Gmqtt.Template.Tests;

/// <summary>
/// The C# blocks of README.md and docs/plugins.md as one project. What stands behind <c>csharp</c> says where a block belongs: nothing or <c>file</c> is a whole file, <c>hook</c> goes
/// into a HookWrapper, <c>load</c> into LoadAsync, <c>unload</c> into UnloadAsync, <c>test</c> is the body of a test.
/// </summary>
internal static class Snippets
{
    private const string Usings = """
        using Gmqtt;
        using Gmqtt.Clients;
        using Gmqtt.Hooks;
        using Gmqtt.Messages;
        using Gmqtt.Mqtt;
        using Gmqtt.Plugins;
        using Gmqtt.Services;
        using Gmqtt.Testing;
        using Microsoft.AspNetCore.Builder;
        using Microsoft.AspNetCore.Http;
        using Microsoft.Extensions.DependencyInjection;
        using Microsoft.Extensions.Logging;
        """;

    internal static IReadOnlyList<(string File, CodeBlock Block)> All { get; } =
    [
        .. CodeBlock.Of(Repository.Read("README.md"), "## Write a plugin").Where(IsCSharp).Select(b => ("README", b)),
        .. CodeBlock.Of(Repository.Read("docs/plugins.md")).Where(IsCSharp).Select(b => ("plugins", b)),
    ];

    /// <summary>Writes the project; that it builds is the test.</summary>
    internal static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        var version = typeof(Testing.TestBroker).Assembly.GetName().Version!.ToString(3);
        File.WriteAllText(Path.Combine(folder, "Snippets.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <IsGmqttPlugin>false</IsGmqttPlugin>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NoWarn>CS1998;CS0414;CS0169;CS0649;CS8618;CS9113</NoWarn>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Gmqtt.Testing" Version="{version}" />
                <PackageReference Include="xunit.assert" Version="2.9.3" />
                <Using Include="Xunit" />
              </ItemGroup>
            </Project>
            """);
        foreach (var (file, block) in All)
        {
            var name = $"{file}{block.Line}";
            File.WriteAllText(Path.Combine(folder, $"{name}.cs"), Wrap(name, block));
        }
    }

    private static bool IsCSharp(CodeBlock block) => block.Kind.Split(' ')[0] == "csharp";

    private static string Wrap(string name, CodeBlock block)
    {
        var lines = block.Text.Split('\n').ToList();
        var usings = lines.Where(l => l.StartsWith("using ", StringComparison.Ordinal) && l.EndsWith(';') && !l.Contains('=', StringComparison.Ordinal)).ToList();
        var body = string.Join('\n', lines.Where(l => !usings.Contains(l) && !l.StartsWith("namespace ", StringComparison.Ordinal)));
        var members = block.Kind switch
        {
            "csharp" or "csharp file" => body,
            "csharp hook" => $"class Snippet {{ ILogger _log = null!; IServer _server = null!; HookWrapper Hooks() => new() {{\n{body}\n}}; }}",
            "csharp load" => $"class Snippet {{ ILogger _log = null!; async ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken) {{\n{body}\n}} }}",
            "csharp test" => $"class Snippet {{ class Plugin : IPlugin {{ public string Name => \"shout\"; }} async Task Test() {{\n{body}\n}} }}",
            var other => throw new InvalidOperationException($"{name}: nobody knows where '{other}' belongs"),
        };
        return $"{string.Join('\n', Usings.Split('\n').Union(usings))}\nnamespace {name} {{\n{members}\n}}\n";
    }
}
