using Gmqtt.PluginHost.Discovery;
using Gmqtt.PluginHost.Tests.Loading;

namespace Gmqtt.PluginHost.Tests.Discovery;

/// <summary>Whatever the bytes are, there is a verdict and a sentence.</summary>
public sealed class PreflightFuzzTests : IDisposable
{
    private readonly TempFolder _root = new();
    private readonly byte[] _good = File.ReadAllBytes(TestPlugin.Dll("derived"));

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_dll_cut_off_anywhere_is_incomplete()
    {
        for (var length = 0; length < _good.Length; length += 64)
        {
            var verdict = Check(_good[..length]);
            Assert.True(verdict.Refusal?.Kind == RefusalKind.Incomplete, $"cut off at {length}: {verdict.Refusal}");
        }
    }

    [Fact]
    public void A_dll_whose_rest_is_still_zeros_is_refused()
    {
        for (var length = 0; length < _good.Length - 1024; length += 256)
        {
            var bytes = _good.ToArray();
            bytes.AsSpan(length).Clear();
            Assert.False(Check(bytes).IsGood && length < 1024, $"zeros from {length}");
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(64)]
    public void A_dll_with_random_bytes_in_it_never_throws(int flips)
    {
        var random = new Random(20260 + flips);
        for (var round = 0; round < 1500; round++)
        {
            var bytes = _good.ToArray();
            for (var i = 0; i < flips; i++)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var verdict = Check(bytes);
            Assert.True(verdict.IsGood || verdict.Refusal.Sentence.Length > 0);
        }
    }

    [Fact]
    public void Bytes_that_are_no_dll_at_all_never_throw()
    {
        var random = new Random(7);
        foreach (var length in new[] { 1, 2, 63, 64, 100, 5000 })
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Assert.False(Check(bytes).IsGood);
            bytes[0] = (byte)'M';
            if (length > 1)
                bytes[1] = (byte)'Z';
            Assert.False(Check(bytes).IsGood);
        }
    }

    private Verdict Check(byte[] bytes)
    {
        File.WriteAllBytes(_root["x.dll"], bytes);
        Preflight.HasPlugin(_root["x.dll"]);
        return Preflight.Check(new PluginFiles("x", null, _root["x.dll"], IsSwitchedOff: false));
    }
}
