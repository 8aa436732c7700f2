using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>One run of a peer on its host of the <see cref="SimulatedNetwork"/>.</summary>
internal sealed class SimulatedTransport(SimulatedNetwork network, SimulatedHost host) : ITransport
{
    private ushort _port;

    /// <inheritdoc/>
    public void Listen(PeerAddress at, IActorRef acceptor)
    {
        if (!host.Listeners.TryAdd(at.Port, new(acceptor, network.Loop.Current)))
        {
            acceptor.Tell(new ListeningFailed(host.At(at.Port), "another peer listens there"), ActorRefs.NoSender);
            return;
        }

        _port = at.Port;
        acceptor.Tell(new ListeningStarted(host.At(at.Port)), ActorRefs.NoSender);
    }

    /// <inheritdoc/>
    public void Dial(PeerAddress remote, TimeSpan limit, IActorRef to) => network.Dial(host, limit, new Dialling(remote, to));

    /// <inheritdoc/>
    public void StopListening() => host.Listeners.Remove(_port);
}
