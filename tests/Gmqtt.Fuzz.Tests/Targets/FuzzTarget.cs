namespace Gmqtt.Fuzz.Tests.Targets;

/// <summary>Something that reads bytes of others. An exception out of <see cref="Run"/> is a crash.</summary>
/// <param name="Name">As on the command line, and of its folder in the corpus.</param>
/// <param name="Run">Reads the bytes, and throws when they do what they must not.</param>
/// <param name="Seeds">What fuzzing begins with.</param>
internal sealed record FuzzTarget(string Name, Action<byte[]> Run, IReadOnlyList<byte[]> Seeds)
{
    internal static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new("decode", Decode.Run, Decode.Seeds),
        new("filter", Filter.Run, Filter.Seeds),
        new("config", Config.Run, Config.Seeds),
        new("accounts", AuthFiles.RunAccounts, AuthFiles.Accounts),
        new("rules", AuthFiles.RunRules, AuthFiles.Rules),
        new("records", Records.Run, Records.Seeds),
    ];
}
