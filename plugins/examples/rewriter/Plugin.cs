using System.Text;
using Gmqtt.Hooks;
using Gmqtt.Messages;
using Gmqtt.Mqtt;
using Gmqtt.Plugins;

namespace Gmqtt.Examples.Rewriter;

/// <summary>
/// What is published to <c>raw/...</c> arrives at <c>clean/...</c>, in lower case and marked with a User Property. All else passes untouched and costs one comparison.
/// </summary>
[Plugin(Description = "Changes the topic and the payload of messages on their way in.")]
public sealed class Plugin : IPlugin
{
    private Options _options = new();

    /// <inheritdoc/>
    public string Name => "rewriter";

    /// <inheritdoc/>
    public ValueTask LoadAsync(IPluginContext context, CancellationToken cancellationToken)
    {
        _options = context.Configuration.Bind<Options>();
        return default;
    }

    /// <inheritdoc/>
    public HookWrapper HookWrapper() => new()
    {
        OnMsgArrived = next => (client, request, cancellationToken) =>
        {
            // Looking at the topic and the length is free; request.Message would copy the message, so it is asked for only where it is needed.
            if (request.TopicName.StartsWith(_options.From, StringComparison.Ordinal) && request.Payload.Length <= _options.MaxPayload)
                request.Message = Rewrite(request.Message);
            return next(client, request, cancellationToken);
        },

        // A will does not arrive: it is published by the broker when its client is gone, and has a hook of its own.
        OnWillPublish = next => (clientId, request, cancellationToken) =>
        {
            if (request.Message.TopicName.StartsWith(_options.From, StringComparison.Ordinal) && request.Message.Payload.Length <= _options.MaxPayload)
                request.Message = Rewrite(request.Message);
            return next(clientId, request, cancellationToken);
        },
    };

    private Message Rewrite(Message message) => message with
    {
        TopicName = _options.To + message.TopicName[_options.From.Length..],
        Payload = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(message.Payload.Span).ToLowerInvariant()),
        UserProperties = [.. message.UserProperties, new UserProperty("rewritten-from", message.TopicName)],
    };
}
