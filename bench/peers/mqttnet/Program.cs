using System.Globalization;
using System.Net;
using MQTTnet.Server;

// MQTTnet's server as its own samples start it: defaults, one TCP endpoint.
var options = new MqttServerOptionsBuilder()
    .WithDefaultEndpoint()
    .WithDefaultEndpointBoundIPAddress(IPAddress.Loopback)
    .WithDefaultEndpointPort(int.Parse(args[0], CultureInfo.InvariantCulture))
    .WithMaxPendingMessagesPerClient(100_000)
    .Build();
using var server = new MqttServerFactory().CreateMqttServer(options);
await server.StartAsync();
await Task.Delay(Timeout.Infinite);
