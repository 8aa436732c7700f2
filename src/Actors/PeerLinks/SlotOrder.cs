using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.PeerLinks;

/// <summary>What a slot is made for.</summary>
/// <param name="Peer">Whose it is.</param>
/// <param name="FirstLink">Its links are numbered behind this, so that no two slots give the same number.</param>
internal sealed record SlotOrder(PeerId Peer, long FirstLink);

/// <summary>What all slots of a room have in common.</summary>
/// <param name="Own">Who this peer is.</param>
/// <param name="Session">Rolled at each start of the peer.</param>
/// <param name="Settings">Bounds and times.</param>
/// <param name="Transport">Makes connections.</param>
/// <param name="Clock">The monotonic clock.</param>
/// <param name="Dice">Dice by name, one for each slot.</param>
/// <param name="Router">Gets descriptors.</param>
/// <param name="SignEndpoint">Says where this peer listens, signed.</param>
internal sealed record PeerLinkContext(
    PeerId Own, ulong Session, PeerLinkSettings Settings, IPeerTransport Transport, TimeProvider Clock, Func<string, Random> Dice, IActorRef Router, Func<SignedStatement?> SignEndpoint)
{
    /// <summary>Of all links.</summary>
    public PeerLinkCounters Counters { get; } = new();
}

/// <summary>A link that is being made, or is there.</summary>
/// <param name="Order">What its connection was made for.</param>
/// <param name="Connection">Its connection.</param>
internal sealed record Attempt(PeerConnectionOrder Order, IActorRef Connection)
{
    /// <summary>Most links of one peer that are being made or closed at once.</summary>
    public const int Most = 4;

    /// <summary>As both sides know it; null until both hellos are there.</summary>
    public SlotLink? Slot { get; init; }

    /// <summary>What it speaks; 0 until both hellos are there.</summary>
    public int Version { get; init; }

    /// <summary>What the peer takes; null until both hellos are there.</summary>
    public PeerRoom? Room { get; init; }

    /// <summary>Where the peer listens, signed and checked; null until both hellos are there, or when it does not say.</summary>
    public SignedStatement? Endpoint { get; init; }
}

/// <summary>A slot has nothing to do.</summary>
/// <param name="Peer">Whose it is.</param>
/// <param name="Heard">How much work it has been given so far.</param>
/// <param name="Remembers">Whether what it remembers is of use when the peer comes back.</param>
internal sealed record SlotIdle(PeerId Peer, long Heard, bool Remembers);

/// <summary>A slot as its room knows it.</summary>
internal sealed class SlotHandle(IActorRef slot)
{
    public IActorRef Slot => slot;

    /// <summary>How much work it was given.</summary>
    public long Given { get; private set; }

    public void Give(object work, IActorRef sender)
    {
        Given++;
        slot.Tell(work, sender);
    }
}

/// <summary>A message reached nobody, and nobody was promised that it would.</summary>
internal sealed record MessageDropped
{
    public static MessageDropped Instance { get; } = new();
}
