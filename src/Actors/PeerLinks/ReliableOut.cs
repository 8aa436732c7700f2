using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.PeerLinks;

/// <summary>Messages that a peer is promised, kept until it has confirmed them; one stream for each class.</summary>
/// <param name="maxBytes">Kept at most, over all classes (<c>peer-link.max-kept</c>).</param>
internal sealed class ReliableOut(int maxBytes)
{
    private readonly Queue<KeptMessage>[] _kept = [new(), new(), new()];
    private readonly ulong[] _last = new ulong[PerClass.Count];
    private long _bytes;

    /// <summary>Messages kept.</summary>
    public int Count => _kept.Sum(static q => q.Count);

    /// <summary>Numbers a message and keeps it; null when too much is kept already.</summary>
    public KeptMessage? TryKeep(UrgencyClass traffic, string manifest, Payload payload, MessageSender? sender = null)
    {
        var cost = payload.Length + PaidFrame.Overhead;
        if (_bytes + cost > maxBytes) return null;
        var kept = new KeptMessage(traffic, ++_last[(int)traffic], manifest, payload) { Sender = sender };
        _kept[(int)traffic].Enqueue(kept);
        _bytes += cost;
        return kept;
    }

    /// <summary>The peer has all of a class up to this sequence. False when it was never sent so much.</summary>
    public bool TryConfirm(UrgencyClass traffic, ulong received)
    {
        if (received > _last[(int)traffic]) return false;
        var queue = _kept[(int)traffic];
        while (queue.TryPeek(out var oldest) && oldest.Sequence <= received)
        {
            queue.Dequeue();
            _bytes -= oldest.Payload.Length + PaidFrame.Overhead;
        }

        return true;
    }

    /// <summary>A new link: the peer says what it has of this session. Where it remembers more than we do (a slot is forgotten when it is idle), numbers go on
    /// behind that; otherwise it would take what is new for what it has.</summary>
    /// <param name="received">Last number of each class; 0 of a peer that remembers nothing.</param>
    public void GoOnBehind(PerClass<ulong> received)
    {
        foreach (var traffic in (ReadOnlySpan<UrgencyClass>)[UrgencyClass.Urgent, UrgencyClass.Normal, UrgencyClass.Bulk])
        {
            if (received[traffic] > 0 && TryConfirm(traffic, received[traffic])) continue;
            Renumber(traffic, behind: received[traffic]);
        }
    }

    /// <summary>Takes out what is larger than the peer takes; what is behind it closes up, because the peer would wait for a number that is left out.</summary>
    /// <param name="maxPayload">Largest payload of each class.</param>
    public IReadOnlyList<KeptMessage> TakeUnfit(Func<UrgencyClass, int> maxPayload)
    {
        var unfit = All.Where(m => m.Payload.Length > maxPayload(m.Class)).ToArray();
        foreach (var traffic in unfit.Select(static m => m.Class).Distinct())
        {
            var behind = _kept[(int)traffic].Peek().Sequence - 1;
            _kept[(int)traffic] = new(_kept[(int)traffic].Except(unfit));
            Renumber(traffic, behind);
        }

        foreach (var message in unfit) _bytes -= message.Payload.Length + PaidFrame.Overhead;
        return unfit;
    }

    private void Renumber(UrgencyClass traffic, ulong behind)
    {
        var again = _kept[(int)traffic].Select((kept, at) => kept with { Sequence = behind + 1 + (ulong)at }).ToArray();
        _kept[(int)traffic] = new(again);
        _last[(int)traffic] = behind + (ulong)again.Length;
    }

    /// <summary>All that is kept, each class in order.</summary>
    public IEnumerable<KeptMessage> All => _kept.SelectMany(static q => q);
}

/// <summary>A message that is kept until it is confirmed.</summary>
internal sealed record KeptMessage(UrgencyClass Class, ulong Sequence, string Manifest, Payload Payload)
{
    /// <summary>Who is told when it cannot be; null for one of the peer's.</summary>
    public MessageSender? Sender { get; init; }
}

/// <summary>Whoever sent a message, and what it called it.</summary>
internal sealed record MessageSender(IActorRef By, RequestId Request);
