namespace Gmqtt.Plugins;

/// <summary>Options that can tell what is wrong with them.</summary>
public interface IValidatable
{
    /// <summary>Called after binding.</summary>
    /// <returns>What is wrong: the key in snake_case and a sentence that says what to write instead; empty when nothing is.</returns>
    IEnumerable<(string Key, string Problem)> Validate();
}
