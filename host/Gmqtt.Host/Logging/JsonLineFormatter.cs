using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace Gmqtt.Host.Logging;

/// <summary>Serilog's compact JSON, with the escapes that it leaves out: it knows line ends, but not the C1 set nor what turns the direction of text.</summary>
internal sealed class JsonLineFormatter : ITextFormatter
{
    private readonly RenderedCompactJsonFormatter _compact = new();

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var json = new StringWriter(CultureInfo.InvariantCulture);
        _compact.Format(logEvent, json);

        // Unsafe characters can only be inside of strings here, where \uXXXX means the same to whoever parses it.
        var line = new StringBuilder();
        SafeText.Append(line, json.ToString().AsSpan().TrimEnd());
        output.Write(line.Append('\n'));
    }
}
