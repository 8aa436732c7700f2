using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>
/// Services between peers: actors of ours that others may tell something, and actors of theirs, as actors here. Safe for use from any thread.
/// </summary>
/// <remarks>
/// What is told crosses at most once: it is dropped, and counted, when there is no link for longer than <c>remoting.lease</c>, or when more waits than
/// <c>remoting.max-waiting</c>. Nobody may invoke a service whom no rule allows to: <c>peer allow SUBJECT invoke /services/NAME</c>.
/// </remarks>
public sealed class PeerServices
{
    private readonly RemotingDesk _desk;

    internal PeerServices(RemotingDesk desk) => _desk = desk;

    /// <summary>What was sent, taken, refused and dropped since the start; what never happened is left out.</summary>
    public ImmutableSortedDictionary<RemotingCount, long> Counters => _desk.Counters.Now();

    /// <summary>Peers that are spoken with now, or whose services somebody here knows (at most <c>remoting.max-peers</c>).</summary>
    public int PeersKnown => _desk.Outboxes.Count();

    /// <summary>All of that together.</summary>
    public ServicesStatus Status =>
        new(_desk.Exports.Count, PeersKnown, _desk.Outboxes.Sum(static o => o.Bytes), _desk.Outboxes.Sum(static o => o.KeptBytes), _desk.Streams.Count, Counters);

    /// <summary>Lets peers tell an actor the messages of a contract, if a rule allows them to. It answers its <c>Sender</c> as it would any actor.</summary>
    /// <param name="contract">The name of the service, and what may be said to it and by it.</param>
    /// <param name="actor">Serves it; when it ends, the service ends.</param>
    /// <exception cref="RemotingRefusedException">There is a service of that name, or there are too many.</exception>
    public void Export(ServiceContract contract, IActorRef actor)
    {
        _desk.Exports.Add(new(contract, actor));
        _desk.Room.Tell(new ServiceExported(actor));
    }

    /// <summary>Ends a service; its actor lives on. False when there is none of that name.</summary>
    public bool Withdraw(string service) => _desk.Exports.Remove(service) is not null;

    /// <summary>A service of another peer, whether that is linked or not. It may be told, asked and watched as any actor: <see cref="Terminated"/> comes when the peer is lost for
    /// longer than <c>remoting.lease</c>, and it goes on working when that peer is back, from whatever address.</summary>
    /// <param name="peer">Which peer.</param>
    /// <param name="contract">The name of the service, and what may be said to it and by it.</param>
    /// <exception cref="RemotingRefusedException">It is this peer itself, or services of too many peers are known.</exception>
    public RemoteService Find(PeerId peer, ServiceContract contract) => new(_desk, _desk.Hold(peer), contract);

    /// <summary>The same, by an address that somebody has told.</summary>
    /// <exception cref="RemotingRefusedException">As above, or the contract is that of another service.</exception>
    public RemoteService Find(ServiceAddress address, ServiceContract contract) => address.Service == contract.Service
        ? Find(address.Peer, contract)
        : throw new RemotingRefusedException($"{address} is service {address.Service}, and the contract is that of {contract.Service}.");

    /// <summary>On which peer the sender of a message is; null for an actor of this peer.</summary>
    public static PeerId? PeerOf(IActorRef sender) => (sender as PeerRef)?.Peer;
}
