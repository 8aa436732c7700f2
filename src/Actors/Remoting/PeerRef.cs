using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>Somebody on another peer, as an actor here. What it is told is made into bytes at once, on the thread of whoever tells it, so that what cannot cross fails there.
/// It stands for a peer, and not for an address: it goes on working when that peer comes back from another one.</summary>
[SuppressMessage("Usage", "MA0097", Justification = Why.NoOperators)]
public abstract class PeerRef : MinimalActorRef
{
    private readonly RemotingDesk _desk;
    private ActorPath? _path;

    private protected PeerRef(RemotingDesk desk, PeerOutbox outbox, ServiceContract contract) => (_desk, Outbox, Contract) = (desk, outbox, contract);

    /// <summary>On which peer.</summary>
    public PeerId Peer => Outbox.Peer;

    /// <inheritdoc/>
    public override ActorPath Path => _path ??= MakePath(new RootActorPath(new Address("akka.peer", $"{Peer}")));

    /// <inheritdoc/>
    public override IActorRefProvider Provider => _desk.Provider;

    internal PeerOutbox Outbox { get; }

    internal ServiceContract Contract { get; }

    /// <summary>Takes a watch: the watcher is told <see cref="Terminated"/> when the peer is lost for longer than the lease.</summary>
    public override void SendSystemMessage(ISystemMessage message)
    {
        if (message is Watch watch) Outbox.Collector.Tell(new WatchPeer(Outbox, watch.Watchee, watch.Watcher));
        else if (message is Unwatch unwatch) Outbox.Collector.Tell(new UnwatchPeer(Outbox, unwatch.Watchee, unwatch.Watcher));
    }

    /// <summary>Makes bytes of a message and puts them where they wait for the peer.</summary>
    /// <exception cref="UnregisteredMessageException">Its contract has no codec for that type.</exception>
    /// <exception cref="OversizedMessageException">It is too large.</exception>
    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is Identify who) sender.Tell(new ActorIdentity(who.MessageId, this));
        else Post(message, sender is null || sender.IsNobody() ? null : sender);
    }

    private protected abstract ActorPath MakePath(ActorPath peer);

    /// <summary>Makes bytes of a message and puts them where they wait.</summary>
    private protected abstract void Post(object message, IActorRef? sender);

    /// <summary>A message as bytes that also fit into a frame.</summary>
    private protected (IMessageCodec Codec, Messages.Router.Payload Payload) Encode(object message, int around)
    {
        try
        {
            var written = Contract.Write(message);
            var room = _desk.Settings.MaxFrame - around;
            return written.Payload.Length <= room ? written : throw new OversizedMessageException(Contract.Service, written.Codec.Name, written.Payload.Length, room, "peer-link.max-frame");
        }
        catch (Exception refused) when (refused is UnregisteredMessageException or OversizedMessageException)
        {
            _desk.Counters.Add(RemotingCount.RefusedByCodec);
            throw;
        }
    }

    /// <summary>Puts a message where it waits, or drops it.</summary>
    private protected void Add(in OutgoingMessage outgoing, IActorRef? sender)
    {
        if (Outbox.TryAdd(outgoing)) return;
        _desk.Counters.Add(RemotingCount.DroppedFull);
        if (sender.Waits()) sender.Tell(new Status.Failure(new PeerOutOfReachException(Contract.Service, Peer.Short, "too much waits for it (remoting.max-waiting)")));
    }
}

/// <summary>Why a rule does not hold.</summary>
internal static class Why
{
    public const string NoOperators = "References to actors are compared by Akka, and have no operators there either.";
}
