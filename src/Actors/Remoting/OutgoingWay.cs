using Akka.Actor;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Remoting;

/// <summary>The way to a peer while a link carries.</summary>
/// <param name="link">Which.</param>
/// <param name="room">Where the first batch goes; the link answers it, and is given what follows.</param>
/// <param name="maxPayload">Largest payload that the peer takes.</param>
internal sealed class OutgoingWay(LinkId link, IActorRef room, int maxPayload)
{
    /// <summary>One batch is being written while the next is made; more would only wait in the link.</summary>
    private const int MostUnderWay = 2;

    private int _underWay;

    public LinkId Link => link;

    public int MaxPayload => maxPayload;

    public IActorRef Carrier { get; private set; } = room;

    public bool IsFree => _underWay < MostUnderWay;

    public void OnSent() => _underWay++;

    /// <summary>A batch has left; what is not about this link is not counted.</summary>
    public void OnLeft(LinkId? by, IActorRef carrier)
    {
        if (by is not null && by != link) return;
        _underWay = Math.Max(0, _underWay - 1);
        if (by is not null) Carrier = carrier;
    }
}
