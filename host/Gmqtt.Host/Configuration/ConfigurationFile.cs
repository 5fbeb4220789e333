namespace Gmqtt.Host.Configuration;

/// <summary>Finds the configuration file when nobody named one.</summary>
internal static class ConfigurationFile
{
    public const string Name = "gmqtt.toml";

    /// <summary>
    /// The places, best first: the current folder, the system's, and the executable's. The executable's comes last because the file shipped there
    /// only says what is built in: it must not hide the one that an administrator wrote.
    /// </summary>
    public static IReadOnlyList<string> Places { get; } = [Name, "/etc/gmqtt/" + Name, Path.Combine(AppContext.BaseDirectory, Name)];

    /// <summary>The first that exists, or null.</summary>
    public static string? Find() => Places.FirstOrDefault(File.Exists);
}
