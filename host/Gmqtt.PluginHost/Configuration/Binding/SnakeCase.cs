using System.Text;

namespace Gmqtt.PluginHost.Configuration.Binding;

/// <summary>Writes C# names as keys.</summary>
internal static class SnakeCase
{
    /// <summary><c>PasswordFile</c> is <c>password_file</c>, <c>TLSPort</c> is <c>tls_port</c>, and <c>MaxQoS</c> is <c>max_qos</c> as everywhere in gmqtt.toml.</summary>
    public static string Of(string name)
    {
        name = name.Replace("QoS", "Qos", StringComparison.Ordinal);
        var key = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && BeginsWord(name, i))
            {
                key.Append('_');
            }

            key.Append(char.ToLowerInvariant(name[i]));
        }

        return key.ToString();
    }

    private static bool BeginsWord(string name, int i) =>
        char.IsUpper(name[i]) && name[i - 1] != '_'
        && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
}
