using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace PeerActors.Actors.Remoting;

/// <summary>Tells those who wait for one answer from actors.</summary>
internal static class Waiters
{
    /// <summary>True for what <c>Ask</c> makes: it waits, and an early failure spares it the rest of its time. An actor is told no failure that it does not expect.</summary>
    public static bool Waits([NotNullWhen(true)] this IActorRef? sender) => sender is MinimalActorRef and not PeerRef && !sender.IsNobody() && sender is not DeadLetterActorRef;
}
