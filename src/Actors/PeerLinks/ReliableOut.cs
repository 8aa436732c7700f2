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
    public KeptMessage? TryKeep(UrgencyClass traffic, string manifest, Payload payload)
    {
        var cost = payload.Length + PaidFrame.Overhead;
        if (_bytes + cost > maxBytes) return null;
        var kept = new KeptMessage(traffic, ++_last[(int)traffic], manifest, payload);
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
            var first = received[traffic] + 1;
            var again = _kept[(int)traffic].Select((kept, at) => kept with { Sequence = first + (ulong)at }).ToArray();
            _kept[(int)traffic] = new(again);
            _last[(int)traffic] = received[traffic] + (ulong)again.Length;
        }
    }

    /// <summary>All that is kept, each class in order.</summary>
    public IEnumerable<KeptMessage> All => _kept.SelectMany(static q => q);
}

/// <summary>A message that is kept until it is confirmed.</summary>
internal sealed record KeptMessage(UrgencyClass Class, ulong Sequence, string Manifest, Payload Payload);
