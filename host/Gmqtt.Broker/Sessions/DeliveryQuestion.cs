using Gmqtt.Broker.Routing;

namespace Gmqtt.Broker.Sessions;

/// <summary>
/// The message that would leave next, and whether OnDeliver allows it. The hook is not called under the session's lock: draining stops at a message that nobody has been asked
/// about, the lock is given up for the question, and what became of the queue meanwhile is looked at anew. One message at a time, so the order stays. Guarded by the session's lock.
/// </summary>
internal sealed class DeliveryQuestion
{
    private OutboundMessage _about;
    private State _state;

    /// <summary>What was said about a message; null when it has to be asked first. An answer is used up by reading it.</summary>
    internal bool? Verdict(in OutboundMessage message)
    {
        if (_about.Message != message.Message)
        {
            _about = message;
            _state = State.Open;
            return null;
        }

        if (_state is State.Open or State.Asked) return null;
        var allowed = _state == State.Allowed;
        Forget();
        return allowed;
    }

    /// <summary>Takes the open question, with a reference to its message.</summary>
    internal bool TryTake(out OutboundMessage about)
    {
        about = _about;
        if (_state != State.Open) return false;
        _state = State.Asked;
        about.Message.AddReference();
        return true;
    }

    /// <summary>The hook has answered; of no use when another message has come to the front.</summary>
    internal void Answer(StoredMessage message, bool allowed)
    {
        if (_about.Message == message && _state == State.Asked) _state = allowed ? State.Allowed : State.Denied;
    }

    /// <summary>What was said does not hold for another connection.</summary>
    internal void Forget()
    {
        _about = default;
        _state = State.Nothing;
    }

    private enum State
    {
        Nothing,
        Open,
        Asked,
        Allowed,
        Denied,
    }
}
