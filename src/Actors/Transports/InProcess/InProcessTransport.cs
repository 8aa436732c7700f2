using Akka.Actor;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Transports.InProcess;

/// <summary>One host's connections on an <see cref="InProcessNetwork"/>.</summary>
public sealed class InProcessTransport : ITransport
{
    private readonly InProcessNetwork _network;

    internal InProcessTransport(InProcessNetwork network, PeerAddress address) => (_network, Address) = (network, address);

    /// <summary>Where this host is.</summary>
    public PeerAddress Address { get; }

    /// <inheritdoc/>
    public void Listen(PeerAddress at, IActorRef acceptor)
    {
        if (_network.TryListen(Address, acceptor)) acceptor.Tell(new ListeningStarted(Address));
        else acceptor.Tell(new ListeningFailed(Address, "another peer listens there"));
    }

    /// <inheritdoc/>
    public void Dial(PeerAddress remote, TimeSpan limit, IActorRef to) => _network.Dial(Address, remote, to);

    /// <inheritdoc/>
    public void StopListening() => _network.StopListening(Address);
}
