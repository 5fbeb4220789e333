extern alias admin;

using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Gmqtt.Admin.Tests.OpenApi;

/// <summary>The plugin's documentation comments, which say what each field means.</summary>
internal static partial class DocComments
{
    private static readonly Dictionary<string, XElement> Members = XDocument.Load(Path.ChangeExtension(typeof(admin::Gmqtt.Admin.Plugin).Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(m => m.Attribute("name")!.Value);

    internal static string? Of(Type type) => Text(Find($"T:{Name(type)}")?.Element("summary"));

    /// <summary>A property's; one of a record says it among the record's parameters.</summary>
    internal static string? Of(PropertyInfo property)
        => Text(Find($"P:{Name(property.DeclaringType!)}.{property.Name}")?.Element("summary"))
            ?? Text(Find($"T:{Name(property.DeclaringType!)}")?.Elements("param").FirstOrDefault(p => p.Attribute("name")!.Value == property.Name));

    private static XElement? Find(string id) => Members.GetValueOrDefault(id);

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    /// <summary>As Markdown: code stays code.</summary>
    private static string? Text(XElement? element)
    {
        if (element is null) return null;
        var text = string.Concat(element.Nodes().Select(n => n is XElement { Name.LocalName: "c" } code ? $"`{code.Value}`" : n is XElement ? "" : n.ToString()));
        return Spaces().Replace(System.Net.WebUtility.HtmlDecode(text), " ").Trim();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
