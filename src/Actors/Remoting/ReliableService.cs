using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>
/// A service of another peer that gets each message at least once, in order, whatever happens to links and to either of the two programs. What it is told is kept on the disk
/// until that peer has confirmed it, and it does so when its service has taken the message and it has itself remembered that. A message comes a second time only when that peer
/// ends without having remembered it.
/// </summary>
[SuppressMessage("Usage", "MA0097", Justification = Why.NoOperators)]
public sealed class ReliableService : PeerRef
{
    private readonly RemotingDesk _desk;

    internal ReliableService(RemotingDesk desk, PeerOutbox outbox, ServiceContract contract)
        : base(desk, outbox, contract) => _desk = desk;

    /// <summary>Keeps a message for the service.</summary>
    /// <param name="message">One of the contract.</param>
    /// <returns>Completes when it is on the disk, and so will arrive although this program may end now. To tell the service instead promises the same a moment later.</returns>
    /// <exception cref="OutboxFullException">Too much is kept for that peer already.</exception>
    /// <exception cref="UnregisteredMessageException">Its contract has no codec for that type.</exception>
    /// <exception cref="OversizedMessageException">It is too large.</exception>
    public Task KeepAsync(object message)
    {
        var saved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Keep(message, sender: null, saved);
        return saved.Task;
    }

    private protected override ActorPath MakePath(ActorPath peer) => peer / "service" / Contract.Service;

    private protected override void Post(object message, IActorRef? sender) => Keep(message, sender, waiting: null);

    private void Keep(object message, IActorRef? sender, TaskCompletionSource? waiting)
    {
        var (codec, payload) = Encode(message, FrameRoom.Kept);
        if (!Outbox.TryKeep(new(Contract, Contract.ManifestsOf(codec).Kept, payload, sender, waiting)))
        {
            _desk.Counters.Add(RemotingCount.RefusedFull);
            throw new OutboxFullException(Contract.Service, Peer.Short, Outbox.KeptBytes, _desk.Settings.MaxKept);
        }
    }
}
