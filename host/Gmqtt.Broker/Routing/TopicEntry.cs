using System.Text;

namespace Gmqtt.Broker.Routing;

/// <summary>One topic in a <see cref="TopicCache"/>: its bytes, its characters and what it matched last. The arrays are used again for the next topic in this place.</summary>
internal sealed class TopicEntry
{
    private byte[] _utf8 = [];
    private char[] _chars = [];
    private int _utf8Length;
    private int _charLength;
    private string? _name;

    internal TopicEntry(DeliveryMode mode) => Matches = new Matches(mode);

    internal ReadOnlySpan<byte> Utf8 => _utf8.AsSpan(0, _utf8Length);

    internal ReadOnlySpan<char> Chars => _charLength < 0 ? Transcode() : _chars.AsSpan(0, _charLength);

    /// <summary>The topic as a string; made when somebody needs one.</summary>
    internal string Name => _name ??= Chars.ToString();

    internal Matches Matches { get; }

    internal bool Is(ReadOnlySpan<byte> utf8) => utf8.SequenceEqual(Utf8);

    internal void Set(ReadOnlySpan<byte> utf8)
    {
        if (_utf8.Length < utf8.Length) _utf8 = new byte[Math.Max(32, utf8.Length)];
        utf8.CopyTo(_utf8);
        _utf8Length = utf8.Length;
        _charLength = -1;
        _name = null;
        Matches.Clear();
    }

    /// <summary>What the topic matches now; what it matched before holds as long as no subscription has changed.</summary>
    internal Matches MatchedBy(SubscriptionTree tree)
    {
        if (Matches.Version != tree.Version) tree.Match(Chars, Matches);
        return Matches;
    }

    private ReadOnlySpan<char> Transcode()
    {
        if (_chars.Length < _utf8Length) _chars = new char[_utf8.Length];
        _charLength = Encoding.UTF8.GetChars(Utf8, _chars);
        return _chars.AsSpan(0, _charLength);
    }
}
