using System.Collections.Concurrent;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Remoting;

/// <summary>A message on its way to a peer, as bytes.</summary>
/// <param name="Manifest">What it is.</param>
/// <param name="Payload">As its codec made it.</param>
internal readonly record struct OutgoingMessage(string Manifest, Payload Payload)
{
    /// <summary>What a message costs besides its payload, in memory and on the wire.</summary>
    private const int Overhead = 64;

    /// <summary>Whom it answers; 0 for none.</summary>
    public ulong To { get; init; }

    /// <summary>Who wants the answer; null for nobody.</summary>
    public IActorRef? Sender { get; init; }

    /// <summary>What may be answered; null when no answer is wanted.</summary>
    public ServiceContract? Contract { get; init; }

    public int Cost => Payload.Length + Overhead;
}

/// <summary>
/// What waits for one peer: filled by whoever tells its services something, on their own threads, and emptied by the one actor that sends to that peer. It is
/// bounded, and what does not fit is dropped. The actor is told when there is something again, and not for each message.
/// </summary>
/// <param name="peer">Whose it is.</param>
/// <param name="maxBytes">Bytes that wait at most (<c>remoting.max-waiting</c>).</param>
/// <param name="room">Told of the first message; the actor of the peer is told of further ones.</param>
internal sealed class PeerOutbox(PeerId peer, int maxBytes, IActorRef room)
{
    private const int Open = 0;
    private const int Held = 1;
    private const int Ended = 2;

    private readonly ConcurrentQueue<OutgoingMessage> _waiting = new();
    private long _bytes;
    private int _told;
    private int _state;
    private volatile IActorRef _collector = room;

    public PeerId Peer => peer;

    /// <summary>Who sends to this peer, or makes the one who does.</summary>
    public IActorRef Collector
    {
        get => _collector;
        set => _collector = value;
    }

    /// <summary>Bytes that wait.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Takes a message in, and tells the collector if it does not know of any yet. False at the bound, or when nobody collects any more.</summary>
    public bool TryAdd(in OutgoingMessage message)
    {
        if (Volatile.Read(ref _state) == Ended) return false;
        if (Interlocked.Add(ref _bytes, message.Cost) > maxBytes)
        {
            Interlocked.Add(ref _bytes, -message.Cost);
            return false;
        }

        _waiting.Enqueue(message);
        Tell();
        return true;
    }

    /// <summary>Tells the collector that there is something to do, unless it has been told and has not rested since.</summary>
    public void Tell()
    {
        if (Interlocked.Exchange(ref _told, 1) == 0) _collector.Tell(new CollectPeerMessages(this));
    }

    /// <summary>For the collector only: the next message.</summary>
    public bool TryTake(out OutgoingMessage message)
    {
        if (!_waiting.TryDequeue(out message)) return false;
        Interlocked.Add(ref _bytes, -message.Cost);
        return true;
    }

    /// <summary>For the collector only: it has found nothing, and is to be told again. False when something came meanwhile: then it goes on.</summary>
    public bool TryRest()
    {
        Volatile.Write(ref _told, 0);
        return _waiting.IsEmpty || Interlocked.Exchange(ref _told, 1) == 1;
    }

    /// <summary>Somebody keeps a reference to a service of this peer. False when the outbox has ended, and another must be made.</summary>
    public bool TryHold() => Interlocked.CompareExchange(ref _state, Held, Open) != Ended;

    /// <summary>Nobody collects any more. False when somebody keeps a reference.</summary>
    public bool TryEnd() => Interlocked.CompareExchange(ref _state, Ended, Open) == Open;
}
