namespace Gmqtt.Fuzz;

/// <summary>SplitMix64: the same numbers for the same seed on every machine and every runtime.</summary>
public sealed class FuzzRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="bound"/> - 1.</summary>
    public int Next(int bound)
    {
        return (int)(((Next() >> 32) * (ulong)bound) >> 32);
    }

    public bool OneIn(int n)
    {
        return Next(n) == 0;
    }
}
