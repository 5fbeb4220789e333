namespace Gmqtt.TestPlugins.NotAPlugin;

/// <summary>An assembly like any other.</summary>
public sealed class Library
{
    public int Answer() => 42;
}
