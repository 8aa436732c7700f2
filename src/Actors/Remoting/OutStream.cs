using Akka.Actor;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Remoting;

/// <summary>A message that is kept until the peer has confirmed it.</summary>
/// <param name="Sequence">In its stream.</param>
/// <param name="Manifest">What it is.</param>
/// <param name="Payload">As its codec made it.</param>
/// <param name="Sender">Who wants an answer; null for nobody, or when that was before a restart.</param>
/// <param name="Contract">What may be answered.</param>
internal sealed record KeptLetter(ulong Sequence, string Manifest, Payload Payload, IActorRef? Sender, ServiceContract? Contract)
{
    public int Cost => Payload.Length + OutgoingMessage.Overhead;
}

/// <summary>
/// The messages that are kept for one service of a peer: in order, each sent when it is on the disk, and again from the first that is not confirmed when a link is new or nothing was
/// confirmed for too long. So much is under way at once, so that a service that takes nothing is not sent everything again and again.
/// </summary>
/// <param name="service">For which.</param>
/// <param name="stream">Tells it from the stream of an earlier outbox, whose numbers began again.</param>
/// <param name="last">The last number that was given.</param>
internal sealed class OutStream(string service, ulong stream, ulong last)
{
    private const int WindowBytes = 256 * 1024;

    private readonly LinkedList<KeptLetter> _letters = [];
    private LinkedListNode<KeptLetter>? _next;
    private ulong _saved = last;
    private ulong _last = last;
    private long _underWay;
    private ulong _sent;
    private ulong _oldestBefore;
    private bool _isTrying;

    public string Service => service;

    public ulong Stream => stream;

    /// <summary>Messages that are not confirmed.</summary>
    public int Count => _letters.Count;

    /// <summary>The first that is not confirmed.</summary>
    public ulong Oldest => _letters.First?.Value.Sequence ?? _last + 1;

    /// <summary>Numbers a message and keeps it; it is not sent before it is saved.</summary>
    public KeptLetter Keep(string manifest, Payload payload, IActorRef? sender, ServiceContract? contract) => Add(new(++_last, manifest, payload, sender, contract));

    /// <summary>Takes a message back that was saved in an earlier run.</summary>
    public void Restore(ulong sequence, string manifest, Payload payload) => Add(new(sequence, manifest, payload, null, null));

    /// <summary>All up to this is on the disk.</summary>
    public void OnSaved(ulong sequence) => _saved = Math.Max(_saved, sequence);

    /// <summary>The next to send; null when none may be sent now.</summary>
    /// <param name="room">Largest payload that the peer takes.</param>
    /// <param name="isAgain">Whether it was sent before.</param>
    public KeptLetter? TakeNext(int room, out bool isAgain)
    {
        isAgain = false;
        if (_next is not { Value: var letter } || letter.Sequence > _saved || !Fits(letter, room)) return null;
        if (_underWay > 0 && (_isTrying || _underWay + letter.Cost > WindowBytes)) return null;
        _underWay += letter.Cost;
        _next = _next.Next;
        isAgain = letter.Sequence <= _sent;
        _sent = Math.Max(_sent, letter.Sequence);
        return letter;
    }

    /// <summary>The peer has all up to this; what was never sent is not confirmed.</summary>
    /// <returns>Bytes that are kept no more; 0 when this says nothing new.</returns>
    public long Confirm(ulong sequence)
    {
        long freed = 0;
        while (_letters.First is { } first && first.Value.Sequence <= Math.Min(sequence, _sent))
        {
            freed += first.Value.Cost;
            if (first == _next) _next = first.Next;
            _letters.RemoveFirst();
        }

        _underWay = Math.Max(0, _underWay - freed);
        if (freed > 0) _isTrying = false;
        return freed;
    }

    /// <summary>Gives the first up if it is larger than the peer takes: all behind it would wait for ever. What is before it is confirmed first.</summary>
    /// <returns>Null when there is none such.</returns>
    public KeptLetter? GiveUpUnfit(int room)
    {
        if (_letters.First is not { Value: var first } || first.Sequence > _saved || Fits(first, room)) return null;
        if (_next == _letters.First) _next = _next.Next;
        _letters.RemoveFirst();
        return first;
    }

    /// <summary>Begins again with the first that is not confirmed.</summary>
    /// <param name="isTry">True when nothing was confirmed for long: then one is sent, and more when it is confirmed.</param>
    public void Rewind(bool isTry) => (_next, _underWay, _isTrying) = (_letters.First, 0, isTry);

    /// <summary>Whether something that was sent is not confirmed, and nothing was confirmed since this was last asked.</summary>
    public bool IsStuck()
    {
        var isStuck = _underWay > 0 && Oldest == _oldestBefore;
        _oldestBefore = Oldest;
        return isStuck;
    }

    private static bool Fits(KeptLetter letter, int room) => letter.Payload.Length + KeptNote.Around <= room;

    private KeptLetter Add(KeptLetter letter)
    {
        var node = _letters.AddLast(letter);
        _next ??= node;
        return letter;
    }
}
