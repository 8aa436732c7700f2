using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>A service of another peer, as an actor: it can be told, asked and watched. <see cref="PeerServices.Find(Messages.Identity.PeerId, ServiceContract)"/> makes one.</summary>
[SuppressMessage("Usage", "MA0097", Justification = Why.NoOperators)]
public sealed class RemoteService : PeerRef
{
    internal RemoteService(RemotingDesk desk, PeerOutbox outbox, ServiceContract contract)
        : base(desk, outbox, contract) => (Desk, Address) = (desk, new(outbox.Peer, contract.Service));

    private RemotingDesk Desk { get; }

    /// <summary>Which service; as text it may be sent in messages.</summary>
    public ServiceAddress Address { get; }

    /// <summary>The same service, which gets each message at least once, in order: it is kept on the disk until the peer has confirmed it.</summary>
    public ReliableService Reliably() => new(Desk, Outbox, Contract);

    private protected override ActorPath MakePath(ActorPath peer) => peer / "service" / Address.Service;

    private protected override void Post(object message, IActorRef? sender)
    {
        var (codec, payload) = Encode(message, FrameRoom.Call);
        Add(new(Contract.ManifestsOf(codec).Call, payload) { Sender = sender, Contract = sender is null ? null : Contract }, sender);
    }
}
