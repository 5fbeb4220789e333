using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Gmqtt.PluginHost.Api.Access;

/// <summary>A token in a file that nobody but the broker's user should be able to read.</summary>
internal static class TokenFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>256 bits: nobody guesses it, however often he may try.</summary>
    private const int RandomBytes = 32;

    /// <summary>Reads a file, and writes it first where it is to be made.</summary>
    /// <returns>The token, or what is wrong in one sentence.</returns>
    public static (string? Token, string? Problem) Read(string path, bool create, ILogger logger)
    {
        try
        {
            if (create && !File.Exists(path) && TryCreate(path))
            {
                logger.ApiTokenWritten(path);
            }

            var token = File.ReadAllText(path).Trim();
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
            {
                logger.ApiTokenReadable(path);
            }

            return (token, null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (null, $"the API token file '{path}' cannot be {(create && !File.Exists(path) ? "written" : "read")}: {exception.Message} Set [api] token_file, or the file's owner.");
        }
    }

    /// <returns>False where another broker has written it meanwhile.</returns>
    private static bool TryCreate(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);

        // Whole before it has its name: a reader never sees half a token.
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var writer = new StreamWriter(draft, options))
        {
            writer.WriteLine(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes)));
        }

        try
        {
            File.Move(draft, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
            return false;
        }
    }
}
