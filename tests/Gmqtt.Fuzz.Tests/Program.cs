using Gmqtt.Fuzz.Tests.Targets;
using SharpFuzz;

// Gmqtt.Fuzz.Tests TARGET              runs under afl-fuzz, see tests/fuzz
// Gmqtt.Fuzz.Tests TARGET seeds DIR    writes what fuzzing begins with
var target = FuzzTarget.All.Single(t => t.Name == args[0]);
if (args is [_, "seeds", var directory])
{
    for (var i = 0; i < target.Seeds.Count; i++) File.WriteAllBytes(Path.Combine(directory, $"seed-{i:D3}"), target.Seeds[i]);
    return;
}

Fuzzer.OutOfProcess.Run(stream =>
{
    using var bytes = new MemoryStream();
    stream.CopyTo(bytes);
    target.Run(bytes.ToArray());
});
