using System.Globalization;
using CsCheck;
using Xunit.Abstractions;

namespace Gmqtt.Stores.Tests.Model;

/// <summary>
/// Random scripts of three clients against a model of sessions: what must come, comes, in order, once; Session Present is right; of a session that has ended nothing comes. GMQTT_MODEL is how
/// many scripts; a failure is shortened and printed with the command that plays it again.
/// </summary>
public sealed class SessionModelTests(ITestOutputHelper output)
{
    private static readonly int Scripts = int.Parse(Environment.GetEnvironmentVariable("GMQTT_MODEL") ?? "1500", CultureInfo.InvariantCulture);

    private List<Step> _failed = [];

    [Fact]
    public Task Sessions_in_memory_do_what_the_model_does() => HoldsAsync(nameof(Sessions_in_memory_do_what_the_model_does), isDurable: false);

    [Fact]
    public Task Sessions_in_a_store_do_what_the_model_does_and_survive_restarts() => HoldsAsync(nameof(Sessions_in_a_store_do_what_the_model_does_and_survive_restarts), isDurable: true);

    private async Task HoldsAsync(string test, bool isDurable)
    {
        try
        {
            await Step.Scripts.SampleAsync(script => ModelRun.PlayAsync(script, isDurable), iter: Scripts, print: script => { _failed = script; return "see below"; });
        }
        catch (CsCheckException failure)
        {
            output.WriteLine($"replay: CsCheck_Seed={Seed(failure.Message)} GMQTT_MODEL=1 dotnet test tests/Gmqtt.Stores.Tests -c Release --filter {test}");
            foreach (var step in await ShortenedAsync([.. _failed], isDurable)) output.WriteLine(step.ToString());
            throw;
        }
    }

    /// <summary>Leaves out one step after the other, as long as what is left fails too.</summary>
    private static async Task<List<Step>> ShortenedAsync(List<Step> script, bool isDurable)
    {
        for (var at = script.Count - 1; at >= 0; at--)
        {
            List<Step> shorter = [.. script[..at], .. script[(at + 1)..]];
            if (await FailsAsync(shorter, isDurable)) script = shorter;
        }

        return script;
    }

    private static async Task<bool> FailsAsync(List<Step> script, bool isDurable)
    {
        try
        {
            await ModelRun.PlayAsync(script, isDurable);
            return false;
        }
        catch (Exception e) when (e is ModelMismatchException or InvalidOperationException or OperationCanceledException)
        {
            return true;
        }
    }

    /// <summary>Between the first pair of quotation marks.</summary>
    private static string Seed(string message) => message.Split('"').ElementAtOrDefault(1) ?? "unknown";
}
