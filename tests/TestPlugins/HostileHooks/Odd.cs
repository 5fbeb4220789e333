using System.Threading.Tasks.Sources;

namespace Gmqtt.TestPlugins.HostileHooks;

/// <summary>An exception that throws whatever it is asked.</summary>
internal sealed class Unspeakable : Exception
{
    public override string Message => throw new InvalidOperationException("the message throws");

    public override string? StackTrace => throw new InvalidOperationException("the stack trace throws");

    public override string ToString() => throw new InvalidOperationException("ToString throws");
}

/// <summary>A task that throws when it is asked how it is, as one of a pool does that was given back too early.</summary>
internal sealed class BadSource : IValueTaskSource
{
    public ValueTaskSourceStatus GetStatus(short token) => throw new InvalidOperationException("a task that was given back");

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => throw new InvalidOperationException("a task that was given back");

    public void GetResult(short token) => throw new InvalidOperationException("a task that was given back");
}
