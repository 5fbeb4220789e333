using Gmqtt.Plugins;

namespace Gmqtt.Examples.AccessControl;

/// <summary>The table <c>[plugins.access-control]</c>.</summary>
public sealed class Options : IValidatable
{
    // The article's names: what each may do is in the code, so others would make no sense.
    private static readonly string[] Users = ["root", "qos0", "qos1", "publishonly", "subscribeonly", "disable_shared"];

    /// <summary>Passwords of the users, <c>[plugins.access-control.passwords]</c>; as built in, each is the user's name.</summary>
    public Dictionary<string, string> Passwords { get; set; } = Users.ToDictionary(user => user, user => user);

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Problem)> Validate() =>
        Passwords.Keys.Except(Users).Select(user => ("passwords", $"there is no user {user}; the users are {string.Join(", ", Users)}"));
}
