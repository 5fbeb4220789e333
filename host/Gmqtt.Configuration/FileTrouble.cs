namespace Gmqtt.Configuration;

/// <summary>Says why a file cannot be read, and what to do.</summary>
internal static class FileTrouble
{
    public static string Describe(string file, Exception e) => e switch
    {
        _ when Directory.Exists(file) => $"{file} is a folder; name a file in it",
        FileNotFoundException or DirectoryNotFoundException => $"{file} does not exist; create it or name another",
        UnauthorizedAccessException => $"{file} may not be read by user {Environment.UserName}; change its owner or mode",
        _ => $"{file} cannot be read: {e.Message}",
    };
}
