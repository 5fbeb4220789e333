using System.Reflection;
using Gmqtt.Plugins;

namespace Gmqtt.PluginHost.Loading;

/// <summary>Turns what a plugin threw into one sentence: the exception itself would keep the plugin in memory.</summary>
internal static class LoadFault
{
    private const int MaximumLength = 500;

    /// <summary>What is wrong, and what to do where that can be known. Never throws, whatever the exception's own members do.</summary>
    public static string Sentence(Exception exception)
    {
        try
        {
            return OneLine(Describe(Innermost(exception)));
        }
        catch (Exception)
        {
            return $"{Innermost(exception).GetType().Name}, whose message cannot be read";
        }
    }

    private static Exception Innermost(Exception exception) => exception switch
    {
        TargetInvocationException { InnerException: { } inner } => Innermost(inner),
        TypeInitializationException { InnerException: { } inner } => Innermost(inner),
        AggregateException { InnerException: { } inner } => Innermost(inner),
        ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } => Innermost(first),
        _ => exception,
    };

    private static string Describe(Exception exception) => exception switch
    {
        PluginLoadException or PluginConfigurationException => exception.Message,
        FileNotFoundException { FileName: { } file } when !Path.IsPathRooted(file) => $"{Assembly(file)} is missing: put it into the plugin's folder",
        FileLoadException { FileName: { } file } => $"{Assembly(file)} cannot be loaded: {exception.Message}",
        BadImageFormatException => $"an assembly is damaged, or made for another platform: {exception.Message}",
        DllNotFoundException => $"a native library is missing: {exception.Message}",
        MissingMemberException => $"it was built against another version of a library: {exception.Message}",
        TypeLoadException => $"it was built against another version of a library: {exception.Message}",
        _ => $"{exception.GetType().Name}: {exception.Message}",
    };

    /// <summary>Of <c>Acme.Lib, Version=1.2.0.0, Culture=neutral</c> what people need; a path as it is.</summary>
    private static string Assembly(string file)
    {
        if (Path.IsPathRooted(file))
            return Path.GetFileName(file);
        var parts = file.Split(", ");
        return parts.Length > 1 ? $"{parts[0]} {parts[1].Replace("Version=", "", StringComparison.Ordinal)}" : file;
    }

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        return line.Length <= MaximumLength ? line : line[..MaximumLength] + "...";
    }
}
