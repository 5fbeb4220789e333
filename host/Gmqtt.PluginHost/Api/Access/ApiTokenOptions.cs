namespace Gmqtt.PluginHost.Api.Access;

/// <summary>A token that lets callers in: from a file, or as it is (in a test).</summary>
/// <param name="Name">Who shows it, for the log and for plugins.</param>
/// <param name="Role">What it allows.</param>
internal sealed record ApiTokenOptions(string Name, ApiRole Role)
{
    /// <summary>The file that holds it; read when the endpoints open and at a reload.</summary>
    public string? File { get; init; }

    /// <summary>Whether a file that is not there is written, with a random token.</summary>
    public bool CreateFile { get; init; }

    /// <summary>The token, where there is no file.</summary>
    public string? Secret { get; init; }

    /// <summary>Not the token.</summary>
    public override string ToString() => $"{nameof(ApiTokenOptions)} {Name}";
}
