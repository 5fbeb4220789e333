using System.Net;
using System.Runtime.InteropServices;

namespace Gmqtt.Listeners.Epoll;

/// <summary>
/// accept(2): a new non-blocking descriptor and its peer, or errno below zero. <see cref="SocketCalls.Accept"/>, or a test that runs out of
/// descriptors.
/// </summary>
internal delegate int AcceptCall(SafeHandle listening, out EndPoint? remote);
