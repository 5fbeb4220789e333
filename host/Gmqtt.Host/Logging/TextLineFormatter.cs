using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace Gmqtt.Host.Logging;

/// <summary>One line an event: <c>2026-11-23T04:22:09.123Z INF client connected cid=a user=b</c>.</summary>
internal sealed class TextLineFormatter : ITextFormatter
{
    private static readonly string[] Levels = ["TRC", "DBG", "INF", "WRN", "ERR", "FTL"];

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var line = new StringBuilder(160);
        line.Append(logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fff'Z'", CultureInfo.InvariantCulture))
            .Append(' ').Append(Levels[(int)logEvent.Level]).Append(' ');

        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            if (token is not PropertyToken property || !logEvent.Properties.TryGetValue(property.PropertyName, out var value))
            {
                SafeText.Append(line, token.ToString());
            }
            else if (value is ScalarValue { Value: null })
            {
                continue;
            }
            else if (property.Format == "l")
            {
                // As in Serilog's own templates: a sentence, not a value.
                SafeText.Append(line, Plain(value, format: null));
            }
            else
            {
                SafeText.AppendValue(line, Plain(value, property.Format));
            }
        }

        if (logEvent.Exception is { } exception)
        {
            // The stack's lines stay on this one: a line in the log is an event, for grep as for collectors.
            SafeText.Append(line.Append(": "), exception.ToString().ReplaceLineEndings(" | "));
        }

        output.Write(line.Append('\n'));
    }

    private static string Plain(LogEventPropertyValue value, string? format) => value switch
    {
        ScalarValue { Value: string text } => text,
        ScalarValue { Value: IFormattable number } => number.ToString(format, CultureInfo.InvariantCulture),
        ScalarValue scalar => scalar.Value?.ToString() ?? "",
        _ => value.ToString(format, CultureInfo.InvariantCulture),
    };
}
