using Gmqtt.Messages;

namespace Gmqtt.Services;

/// <summary>Retained messages. Hooks are not called, and nothing is routed, for changes made here.</summary>
public interface IRetainedService
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>Bytes of topics, payloads and properties.</summary>
    long Bytes { get; }

    /// <summary>The retained message of a topic, or null.</summary>
    /// <param name="topicName">The topic.</param>
    /// <returns>The message with its remaining life, or null.</returns>
    Message? Get(string topicName);

    /// <summary>Retained messages whose topic matches a filter.</summary>
    /// <param name="topicFilter">The filter; <c>#</c> leaves out topics that begin with <c>$</c>.</param>
    /// <returns>A sequence that reflects changes made while it is read.</returns>
    IEnumerable<Message> Match(string topicFilter);

    /// <summary>Stores a message; an empty payload removes the stored one.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>False when a limit on retained messages refused it.</returns>
    ValueTask<bool> SetAsync(Message message, CancellationToken cancellationToken = default);

    /// <summary>Removes the message of a topic.</summary>
    /// <param name="topicName">The topic.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> RemoveAsync(string topicName, CancellationToken cancellationToken = default);

    /// <summary>Removes all.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>How many there were.</returns>
    ValueTask<int> ClearAsync(CancellationToken cancellationToken = default);
}
