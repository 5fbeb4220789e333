using System.Security.Cryptography;
using System.Text;
using Gmqtt.Clients;
using Gmqtt.Hooks;
using Gmqtt.Mqtt;
using Gmqtt.Plugins;

namespace Gmqtt.Examples.AccessControl;

/// <summary>
/// Authentication and authorisation in one plugin. Six users, whose passwords are their names:
/// <list type="bullet">
/// <item><c>root</c> may do everything but publish with QoS 2, which nobody may.</item>
/// <item><c>qos0</c> and <c>qos1</c> are granted at most that QoS in a subscription.</item>
/// <item><c>publishonly</c> may not subscribe, <c>subscribeonly</c> may not publish.</item>
/// <item><c>disable_shared</c> may not use shared subscriptions.</item>
/// </list>
/// </summary>
[Plugin(Description = "Six users, each of whom may do something else.")]
public sealed class Plugin : IPlugin
{
    private static readonly UserProperty HighestQoS = new("highest-qos", "1");

    // A dictionary that is never changed may be read by all hooks at once, without a lock.
    private Dictionary<string, byte[]> _passwords = [];

    /// <inheritdoc/>
    public string Name => "access-control";

    /// <inheritdoc/>
    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        // Unknown keys, wrong types and what Validate says stop the start with file, line and column.
        var options = context.Configuration.Bind<Options>();
        _passwords = options.Passwords.ToDictionary(p => p.Key, p => Hash(Encoding.UTF8.GetBytes(p.Value)));
        return default;
    }

    /// <inheritdoc/>
    public HookWrapper HookWrapper() => new()
    {
        OnBasicAuth = next => (client, request, cancellationToken) =>
        {
            Authenticate(request);
            return next(client, request, cancellationToken);
        },
        OnSubscribe = next => (client, request, cancellationToken) =>
        {
            Authorise(client, request);
            return next(client, request, cancellationToken);
        },
        OnMsgArrived = next => (client, request, cancellationToken) =>
        {
            Authorise(client, request);

            // Plugins further in need not see what is refused.
            return request.Rejection is null ? next(client, request, cancellationToken) : default;
        },
    };

    private void Authenticate(ConnectRequest request)
    {
        if (request.Username is not { } user || request.Password is not { } password
            || !_passwords.TryGetValue(user, out var hash) || !CryptographicOperations.FixedTimeEquals(hash, Hash(password.Span)))
        {
            // Accept nobody and say no: an MQTT 3.x client sees return code 4.
            request.Reject(ReasonCode.BadUserNameOrPassword);
            return;
        }

        request.Accept();
        if (user == "disable_shared") request.Options.SharedSubscriptionAvailable = false; // its CONNACK says so, and the broker keeps to it
    }

    private static void Authorise(IClient client, SubscribeRequest request)
    {
        switch (client.Username)
        {
            case "qos0" or "qos1":
                var most = client.Username == "qos0" ? QoS.AtMostOnce : QoS.AtLeastOnce;
                foreach (var item in request.Items) item.GrantQoS(most); // never more than was asked for
                break;
            case "publishonly":
                request.RejectAll(ReasonCode.NotAuthorized);
                request.ReasonString = "publishonly may not subscribe";
                break;
        }
    }

    private static void Authorise(IClient client, MsgArrivedRequest request)
    {
        // An MQTT 5.0 client reads the reason in its PUBACK or PUBREC. MQTT 3.x has no way to say no: there the message is acknowledged and dropped.
        if (client.Username == "subscribeonly")
            request.Reject(ReasonCode.NotAuthorized, "subscribeonly may not publish");
        else if (request.QoS == QoS.ExactlyOnce)
            request.Reject(ReasonCode.NotAuthorized, "publish with QoS 0 or 1", [HighestQoS]);
    }

    private static byte[] Hash(ReadOnlySpan<byte> password) => SHA256.HashData(password);
}
