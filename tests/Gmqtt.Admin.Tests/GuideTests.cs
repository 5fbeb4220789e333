using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gmqtt.Testing;

namespace Gmqtt.Admin.Tests;

/// <summary>The commands of docs/admin.md, run with curl as a reader would.</summary>
public sealed partial class GuideTests
{
    [Fact]
    public async Task Every_command_of_the_guide_works_and_answers_as_it_says()
    {
        await using var broker = await Api.StartAsync();
        await broker.ConnectAsync("phone");
        await broker.ConnectAsync("door");
        var environment = new Dictionary<string, string> { ["API"] = broker.Http.BaseAddress!.ToString().TrimEnd('/'), ["TOKEN"] = TestBroker.ApiToken };
        var blocks = Blocks().Matches(await File.ReadAllTextAsync(Path.Combine(OpenApi.OpenApiTests.Root(), "docs/admin.md")));
        Assert.True(blocks.Count >= 10, $"{blocks.Count} blocks of commands");
        foreach (Match block in blocks)
        {
            var commands = block.Groups["commands"].Value;
            var (code, output) = await Tool.RunAsync("bash", ["-euo", "pipefail", "-c", commands.Replace("\ncurl", "\necho; curl", StringComparison.Ordinal)], environment);
            Assert.True(code == 0, $"{commands}\nexit code {code}: {output}");
            if (!block.Groups["answer"].Success) continue;
            var (said, answered) = (JsonNode.Parse(block.Groups["answer"].Value)!, JsonNode.Parse(output.TrimEnd('\n').Split('\n')[^1])!);
            Assert.Equal(said.Names(), answered.Names());
        }
    }

    [GeneratedRegex("```sh run\n(?<commands>.*?)\n```(\n\n```json\n(?<answer>.*?)\n```)?", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
