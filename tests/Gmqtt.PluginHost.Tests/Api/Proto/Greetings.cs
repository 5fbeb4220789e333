using Grpc.Core;

namespace Gmqtt.PluginHost.Tests.Api.Proto;

/// <summary>A gRPC service as a plugin would have it.</summary>
internal sealed class Greetings(Greeting greeting) : Greeter.GreeterBase
{
    public override Task<GreetReply> Greet(GreetRequest request, ServerCallContext context)
        => Task.FromResult(new GreetReply { Text = $"{greeting.Word} {request.Name}" });

    public override async Task GreetOften(GreetRequest request, IServerStreamWriter<GreetReply> responseStream, ServerCallContext context)
    {
        for (var i = 0; !context.CancellationToken.IsCancellationRequested; i++)
        {
            await responseStream.WriteAsync(new GreetReply { Text = $"{greeting.Word} {i}" }, context.CancellationToken);
            await greeting.Again.WaitAsync(context.CancellationToken);
        }
    }

    public override Task<GreetReply> Fail(GreetRequest request, ServerCallContext context) => throw new InvalidOperationException("no greeting today");
}

/// <summary>What the service needs; <paramref name="Again"/> lets a stream go on.</summary>
internal sealed record Greeting(string Word, SemaphoreSlim Again);
