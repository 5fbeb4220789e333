using System.Text;

namespace Gmqtt.PluginHost.Api;

/// <summary>Puts a plugin's exception into words, so that the exception itself is not kept.</summary>
internal static class FaultText
{
    /// <summary>Type and message of the cause, on one line.</summary>
    public static string Of(Exception exception)
    {
        var cause = exception.GetBaseException();
        return $"{cause.GetType().Name}: {OneLine(MessageOf(cause))}";
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

    private static string MessageOf(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception)
        {
            return "(its message cannot be read)";
        }
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            line.Append(line.Length == 0 ? "" : " ").Append(word);
        }

        return line.ToString();
    }
}
