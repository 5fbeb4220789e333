namespace Gmqtt.Dashboard.Tests.Running;

/// <summary>A broker that asks who comes: accounts and access rules.</summary>
internal static class Secured
{
    internal const string Password = "correct horse";

    internal const string Configuration = """
        [plugins.auth]
        password_file = "accounts.yml"
        rules_file = "rules.yml"
        """;

    internal static void Prepare(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "accounts.yml"), $"""
            - username: plant
              password: "{Password}"
            - username: guest
              password: guest
            """);
        File.WriteAllText(Path.Combine(folder, "rules.yml"), """
            groups:
              lines: [plant]
            roles:
              operator:
                groups: [lines]
              visitor: [guest]
            rules:
              - name: own-will
                allow: publish
                topics: plant/%c/#
                roles: [operator]
                comment: each machine speaks for itself
              - name: listen
                allow: subscribe
                topics: ["plant/#"]
                roles: [operator]
              - name: look-around
                allow: subscribe
                topics: "plant/+/state"
                roles: [visitor]
                max_qos: 0
              - name: nothing-else
                deny: all
                topics: "#"
            """);
    }
}
