using System.Text;

namespace Gmqtt.Testing;

/// <summary>
/// Many different dlls out of the one of tests/TestPlugins/Versioned: name, version and conduct are written over the text in its bytes (a user string, ECMA-335 II.24.2.4, UTF-16).
/// </summary>
public static class VersionedPlugin
{
    private const string Text = "versioned-text|versioned|0001|good      |";
    private static readonly Lazy<byte[]> Original = new(() => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "plugins-under-test", "versioned", "versioned.dll")));

    /// <summary>Makes one.</summary>
    /// <param name="version">Four characters.</param>
    /// <param name="name">The plugin's name, nine characters at most.</param>
    /// <param name="conduct">good, throws, misnamed, badroute or hangs.</param>
    /// <returns>The bytes of the dll.</returns>
    public static byte[] Dll(string version, string name = "versioned", string conduct = "good")
        => Patch(Original.Value, Text, $"versioned-text|{name,-9}|{version,-4}|{conduct,-10}|");

    /// <summary>Writes a text over another one of the same length.</summary>
    /// <param name="dll">The bytes; they stay as they are.</param>
    /// <param name="text">What is there.</param>
    /// <param name="other">What is to be there.</param>
    /// <returns>The changed copy.</returns>
    public static byte[] Patch(byte[] dll, string text, string other)
    {
        if (other.Length != text.Length) throw new ArgumentException($"'{other}' is not as long as '{text}'", nameof(other));
        var copy = dll.ToArray();
        var at = copy.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text));
        if (at < 0) throw new ArgumentException($"'{text}' is not there", nameof(text));
        Encoding.Unicode.GetBytes(other).CopyTo(copy.AsSpan(at));
        return copy;
    }

    /// <summary>
    /// Puts a dll in its place as build/plugin.targets does: first whole beside the folders, then by its name.
    /// </summary>
    /// <param name="plugins">The plugins folder.</param>
    /// <param name="name">The plugin's name.</param>
    /// <param name="dll">The bytes.</param>
    public static void Deploy(string plugins, string name, byte[] dll)
    {
        var staging = Path.Combine(plugins, $".staging-{name}");
        Directory.CreateDirectory(staging);
        Directory.CreateDirectory(Path.Combine(plugins, name));
        File.WriteAllBytes(Path.Combine(staging, $"{name}.dll"), dll);
        File.Move(Path.Combine(staging, $"{name}.dll"), Path.Combine(plugins, name, $"{name}.dll"), overwrite: true);
        Directory.Delete(staging, recursive: true);
    }
}
