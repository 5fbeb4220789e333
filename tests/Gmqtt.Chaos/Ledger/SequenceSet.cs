namespace Gmqtt.Chaos.Ledger;

/// <summary>A set of small numbers: a bit each.</summary>
internal sealed class SequenceSet
{
    private readonly List<ulong> _words = [];

    internal SequenceSet()
    {
    }

    internal SequenceSet(SequenceSet other) => _words.AddRange(other._words);

    internal bool Contains(int number) => number / 64 < _words.Count && (_words[number / 64] & Bit(number)) != 0;

    /// <returns>Whether it is new.</returns>
    internal bool Add(int number)
    {
        while (_words.Count <= number / 64) _words.Add(0);
        if ((_words[number / 64] & Bit(number)) != 0) return false;
        _words[number / 64] |= Bit(number);
        return true;
    }

    private static ulong Bit(int number) => 1UL << (number % 64);
}
