using System.Text;

namespace Gmqtt.PluginHost.Api;

/// <summary>Puts a plugin's exception into words, so that the exception itself is not kept.</summary>
internal static class FaultText
{
    private const int MaximumLength = 1000;

    /// <summary>Type and message of the cause, on one line.</summary>
    public static string Of(Exception exception)
    {
        var cause = CauseOf(exception);
        return $"{cause.GetType().Name}: {MessageOf(cause)}";
    }

    /// <summary>With its stack, for the log.</summary>
    public static string WithStack(Exception exception)
    {
        try
        {
            return exception.ToString();
        }
        catch (Exception)
        {
            return Of(exception);
        }
    }

    /// <summary>Its message, on one line.</summary>
    public static string MessageOf(Exception exception)
    {
        try
        {
            return OneLine(exception.Message);
        }
        catch (Exception)
        {
            return "(its message cannot be read)";
        }
    }

    // What an exception says of itself is the plugin's code too.
    private static Exception CauseOf(Exception exception)
    {
        try
        {
            return exception.GetBaseException();
        }
        catch (Exception)
        {
            return exception;
        }
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            line.Append(line.Length == 0 ? "" : " ").Append(word);
        }

        return line.Length <= MaximumLength ? line.ToString() : line.ToString(0, MaximumLength) + "...";
    }
}
