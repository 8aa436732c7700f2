using System.Collections.Concurrent;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>What the services room and those who use it from their own threads have in common; each part is safe for that.</summary>
internal sealed class RemotingDesk
{
    private readonly ConcurrentDictionary<PeerId, PeerOutbox> _outboxes = new();
    private readonly PeerId _own;
    private volatile IActorRef _room = ActorRefs.Nobody;

    public RemotingDesk(RemotingSettings settings, PeerId own, IActorRefProvider provider)
    {
        (Settings, _own, Provider) = (settings, own, provider);
        (Exports, Streams) = (new(settings.MaxServices), new(settings.MaxRemembered));
    }

    public RemotingSettings Settings { get; }

    public IActorRefProvider Provider { get; }

    public RemotingCounters Counters { get; } = new();

    public ServiceExports Exports { get; }

    public StreamPlaces Streams { get; }

    /// <summary>Outboxes that there are now.</summary>
    public IEnumerable<PeerOutbox> Outboxes => _outboxes.Values;

    public IActorRef Room => _room;

    /// <summary>The room is there; before that, nothing is told.</summary>
    public void Open(IActorRef room) => _room = room;

    /// <summary>The outbox of a peer, for somebody who will keep it.</summary>
    /// <exception cref="RemotingRefusedException">It is this peer itself, or there are too many.</exception>
    public PeerOutbox Hold(PeerId peer)
    {
        if (peer == _own) throw new RemotingRefusedException($"{peer} is this peer itself; its services are actors here, and need no link.");
        while (true)
        {
            var outbox = OutboxOf(peer) ?? throw new RemotingRefusedException($"Services of {_outboxes.Count:N0} peers are known, no more are allowed (remoting.max-peers).");
            if (outbox.TryHold()) return outbox;
            _outboxes.TryRemove(new(peer, outbox));
        }
    }

    /// <summary>The outbox of a peer; null when there are too many.</summary>
    public PeerOutbox? OutboxOf(PeerId peer) =>
        _outboxes.TryGetValue(peer, out var known) ? known
        : _outboxes.Count >= Settings.MaxPeers ? null
        : _outboxes.GetOrAdd(peer, static (id, desk) => new(id, desk.Settings.MaxWaiting, desk.Settings.MaxKept, desk._room), this);

    /// <summary>The outbox of a peer; null when there is none.</summary>
    public PeerOutbox? FindOutbox(PeerId peer) => _outboxes.GetValueOrDefault(peer);

    /// <summary>Ends an outbox that nobody keeps; false when somebody does.</summary>
    public bool TryEnd(PeerOutbox outbox)
    {
        if (!outbox.TryEnd()) return false;
        _outboxes.TryRemove(new(outbox.Peer, outbox));
        return true;
    }
}
