using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>A service of another peer, as an actor: it can be told, asked and watched. <see cref="PeerServices.Find(Messages.Identity.PeerId, ServiceContract)"/> makes one.</summary>
[SuppressMessage("Usage", "MA0097", Justification = Why.NoOperators)]
public sealed class RemoteService : PeerRef
{
    internal RemoteService(RemotingDesk desk, PeerOutbox outbox, ServiceContract contract)
        : base(desk, outbox, contract) => Address = new(outbox.Peer, contract.Service);

    /// <summary>Which service; as text it may be sent in messages.</summary>
    public ServiceAddress Address { get; }

    private protected override ActorPath MakePath(ActorPath peer) => peer / "service" / Address.Service;

    private protected override OutgoingMessage Write(object message, IActorRef? sender)
    {
        var (codec, payload) = Encode(message, FrameRoom.Call);
        return new(Contract.ManifestsOf(codec).Call, payload) { Sender = sender, Contract = sender is null ? null : Contract };
    }
}
