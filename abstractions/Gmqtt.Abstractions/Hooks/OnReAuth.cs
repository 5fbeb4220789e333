using Gmqtt.Clients;

namespace Gmqtt.Hooks;

/// <summary>
/// A connected client that used an authentication method sent AUTH 0x19. Traffic goes on meanwhile. When no plugin answers, or on a fault, it gets DISCONNECT 0x8C.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="request">What it sent.</param>
/// <param name="cancellationToken">Cancelled when the client has gone.</param>
/// <returns>How the exchange goes on, or null when this method is not yours.</returns>
public delegate ValueTask<EnhancedAuthResponse?> OnReAuth(IClient client, AuthRequest request, CancellationToken cancellationToken);
