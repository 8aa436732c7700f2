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
    public const int Overhead = 64;

    /// <summary>Whom it answers; 0 for none.</summary>
    public ulong To { get; init; }

    /// <summary>Who wants the answer; null for nobody.</summary>
    public IActorRef? Sender { get; init; }

    /// <summary>What may be answered; null when no answer is wanted.</summary>
    public ServiceContract? Contract { get; init; }

    public int Cost => Payload.Length + Overhead;
}

/// <summary>A message that is to be kept until the peer has confirmed it.</summary>
/// <param name="Contract">Of its service.</param>
/// <param name="Manifest">What it is.</param>
/// <param name="Payload">As its codec made it.</param>
/// <param name="Sender">Who wants an answer; null for nobody.</param>
/// <param name="Waiting">Told when it is on the disk; null for nobody.</param>
internal readonly record struct LetterToKeep(ServiceContract Contract, string Manifest, Payload Payload, IActorRef? Sender, TaskCompletionSource? Waiting)
{
    public int Cost => Payload.Length + OutgoingMessage.Overhead;
}

/// <summary>
/// What waits for one peer: filled by whoever tells its services something, on their own threads, and emptied by the one actor that sends to that peer. It is
/// bounded, and what does not fit is dropped. The actor is told when there is something again, and not for each message.
/// </summary>
/// <param name="peer">Whose it is.</param>
/// <param name="maxBytes">Bytes that wait at most (<c>remoting.max-waiting</c>).</param>
/// <param name="maxKept">Bytes that are kept at most (<c>remoting.max-kept</c>).</param>
/// <param name="room">Told of the first message; the actor of the peer is told of further ones.</param>
internal sealed class PeerOutbox(PeerId peer, int maxBytes, int maxKept, IActorRef room)
{
    private const int Open = 0;
    private const int Held = 1;
    private const int Ended = 2;

    private readonly ConcurrentQueue<OutgoingMessage> _waiting = new();
    private readonly ConcurrentQueue<LetterToKeep> _toKeep = new();
    private long _bytes;
    private long _kept;
    private int _told;
    private int _keepTold;
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

    /// <summary>Bytes that are kept until the peer has confirmed them, and those that are about to be.</summary>
    public long KeptBytes => Volatile.Read(ref _kept);

    /// <summary>Takes a message in that is to be kept. False at the bound.</summary>
    public bool TryKeep(in LetterToKeep letter)
    {
        if (Interlocked.Add(ref _kept, letter.Cost) > maxKept)
        {
            Interlocked.Add(ref _kept, -letter.Cost);
            return false;
        }

        _toKeep.Enqueue(letter);
        if (Interlocked.Exchange(ref _keepTold, 1) == 0) _collector.Tell(new KeepPeerMessages(this));
        return true;
    }

    /// <summary>For the collector only: bytes are kept since an earlier run, or no more.</summary>
    public void CountKept(long bytes) => Interlocked.Add(ref _kept, bytes);

    /// <summary>For the collector only: takes all that is to be kept; it is told again of what comes from now on.</summary>
    public IEnumerable<LetterToKeep> TakeToKeep()
    {
        Volatile.Write(ref _keepTold, 0);
        while (_toKeep.TryDequeue(out var letter)) yield return letter;
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
