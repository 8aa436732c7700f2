using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Akka.Actor;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>Whoever on another peer sent a message, as its <c>Sender</c> here: what it is told crosses as the answer.</summary>
[SuppressMessage("Usage", "MA0097", Justification = Why.NoOperators)]
internal sealed class ReplyRef : PeerRef
{
    public ReplyRef(RemotingDesk desk, PeerOutbox outbox, ServiceContract contract, ulong number)
        : base(desk, outbox, contract) => Number = number;

    /// <summary>The number that the other peer gave it.</summary>
    public ulong Number { get; }

    private protected override ActorPath MakePath(ActorPath peer) => peer / "reply" / Number.ToString(CultureInfo.InvariantCulture);

    private protected override void Post(object message, IActorRef? sender)
    {
        var (codec, payload) = Encode(message, FrameRoom.Call);
        Add(new(Contract.ManifestsOf(codec).Reply, payload) { To = Number }, sender);
    }
}
