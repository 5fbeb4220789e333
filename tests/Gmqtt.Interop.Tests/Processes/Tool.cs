namespace Gmqtt.Interop.Tests.Processes;

/// <summary>A program that tests need and the Debian package that has it; tests/run installs them.</summary>
internal sealed record Tool(string Program, string Package)
{
    public static readonly Tool MosquittoPub = new("mosquitto_pub", "mosquitto-clients");
    public static readonly Tool MosquittoSub = new("mosquitto_sub", "mosquitto-clients");
    public static readonly Tool Node = new("node", "nodejs");
    public static readonly Tool Npm = new("npm", "npm");
}
