using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Tests.Configuration;

/// <summary>A property of each type that can be bound.</summary>
public sealed class ManyOptions
{
    public string Text { get; set; } = "initial";

    public bool Flag { get; set; }

    public byte Byte { get; set; }

    public short Short { get; set; }

    public ushort UShort { get; set; }

    public int Int { get; set; }

    public uint UInt { get; set; }

    public long Long { get; set; }

    public ulong ULong { get; set; }

    public float Float { get; set; }

    public double Double { get; set; }

    public decimal Decimal { get; set; }

    public int? Optional { get; set; }

    public HashAlgorithm Hash { get; set; }

    public TimeSpan Time { get; set; }

    public DateTimeOffset Moment { get; set; }

    public List<string> List { get; set; } = ["initial"];

    public int[] Array { get; set; } = [];

    public IReadOnlyList<TimeSpan> ReadOnlyList { get; init; } = [];

    public IEnumerable<HashAlgorithm> Enumerable { get; init; } = [];

    public HashSet<string> Set { get; init; } = [];

    public Dictionary<string, string> Map { get; init; } = [];

    public IReadOnlyDictionary<string, long> ReadOnlyMap { get; init; } = new Dictionary<string, long>();

    public Dictionary<string, RuleOptions> MapOfRules { get; init; } = [];

    public RuleOptions? Rule { get; init; }

    public List<RuleOptions> Rules { get; init; } = [];

    public Uri? Address { get; set; }

    public string ReadOnly { get; } = "";

    public string this[int i]
    {
        get => "";
        set => throw new NotSupportedException();
    }
}

public enum HashAlgorithm
{
    Plain,
    BCrypt,
    Sha256Crypt,
}

public sealed record RuleOptions
{
    public required string Topic { get; init; }

    public int MaxQoS { get; init; } = 2;

    public List<RuleOptions> But { get; init; } = [];
}

/// <summary>A part with values of its own, which the whole changes.</summary>
public sealed record LimitOptions : IValidatable
{
    public int Least { get; init; } = 1;

    public int Most { get; init; } = 10;

    public IEnumerable<(string Key, string Problem)> Validate()
    {
        if (Least > Most) yield return ("least", $"is {Least}, but most is {Most}; write at most {Most}");
    }
}

public sealed class ValidatedOptions : IValidatable
{
    public static readonly LimitOptions Shared = new() { Most = 5 };

    public string? PasswordFile { get; set; }

    public string? Password { get; set; }

    public LimitOptions Limits { get; init; } = Shared;

    public List<LimitOptions> Further { get; init; } = [];

    public IEnumerable<(string Key, string Problem)> Validate()
    {
        if (Password is not null && PasswordFile is not null) yield return ("password_file", "is given as well as password; keep one of the two");
        if (Password is null && PasswordFile is null) yield return ("password", "missing; write password or password_file");
        if (Limits.Most > 1000) yield return ("limits.most", "is too much; write up to 1000");
        if (Further.Count > 2) yield return ("", "has too many further limits; write two at most");
    }
}

public sealed class OpinionatedOptions
{
    private int _even;

    public int Even
    {
        get => _even;
        set => _even = value % 2 == 0 ? value : throw new ArgumentException($"{value} is odd; write an even number");
    }
}

public sealed class UnmakeableOptions
{
    public UnmakeableOptions() => throw new InvalidOperationException("no licence");
}
