using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.PeerLinks;

/// <summary>
/// What waits for a peer: a queue and credit for each class. An urgent frame never waits for a slower class, and each slower class keeps a small share
/// of a write. At the bound of a class the oldest frame that promises nothing makes room; one that promises delivery is bounded where it is kept.
/// </summary>
/// <param name="windows">What the peer takes unasked, and never more at a time.</param>
/// <param name="maxQueue">Bytes of each class that wait (<c>peer-link.max-queue</c>).</param>
internal sealed class ClassQueues(PerClass<int> windows, int maxQueue)
{
    /// <summary>Of a write, so much at least is for each slower class that has something to send.</summary>
    private const int ShareOfSlower = 8;

    private readonly LinkedList<PaidFrame>[] _waiting = [new(), new(), new()];
    private readonly long[] _credit = [windows.Urgent, windows.Normal, windows.Bulk];
    private readonly long[] _bytes = new long[PerClass.Count];
    private readonly long[] _added = new long[PerClass.Count];
    private readonly long[] _gone = new long[PerClass.Count];

    /// <summary>Frames that were not sent because their class was at its bound, or because they are larger than the peer's window.</summary>
    public long Dropped { get; private set; }

    /// <summary>Bytes of descriptors that were taken out to be sent, as the router counts them: those of <see cref="TrafficClass.Control"/> left out.</summary>
    public long DescriptorBytesTaken { get; private set; }

    /// <summary>The same of those that were dropped.</summary>
    public long DescriptorBytesDropped { get; private set; }

    /// <summary>Frames that wait.</summary>
    public int Count => _waiting.Sum(static q => q.Count);

    /// <summary>Bytes that wait, as they are paid for.</summary>
    public long Bytes => _bytes.Sum();

    /// <summary>True when something waits and nothing of it may be sent.</summary>
    public bool IsStalled => Count > 0 && !Classes.Any(c => _waiting[(int)c].First is { } first && first.Value.Cost <= _credit[(int)c]);

    private static IEnumerable<UrgencyClass> Classes => [UrgencyClass.Urgent, UrgencyClass.Normal, UrgencyClass.Bulk];

    /// <summary>Frames of a class that were ever taken in.</summary>
    public long Added(UrgencyClass traffic) => _added[(int)traffic];

    /// <summary>Those of them that wait no more: they were taken out or dropped.</summary>
    public long Gone(UrgencyClass traffic) => _gone[(int)traffic];

    /// <summary>Takes a frame, and makes room for it if need be.</summary>
    public void Add(PaidFrame frame)
    {
        var at = (int)frame.Class;
        _added[at]++;
        if (frame.Cost > windows[frame.Class])
        {
            Drop(frame);
            return;
        }

        while (_bytes[at] + frame.Cost > maxQueue && OldestDroppable(_waiting[at]) is { } oldest)
        {
            Drop(oldest.Value);
            _bytes[at] -= oldest.Value.Cost;
            _waiting[at].Remove(oldest);
        }

        if (IsDroppable(frame) && _bytes[at] + frame.Cost > maxQueue)
        {
            Drop(frame);
            return;
        }

        _waiting[at].AddLast(frame);
        _bytes[at] += frame.Cost;
    }

    /// <summary>The peer takes so much more. False when that is more than it ever offered: its counting is broken.</summary>
    public bool TryGrant(UrgencyClass traffic, int bytes)
    {
        _credit[(int)traffic] += bytes;
        return _credit[(int)traffic] <= windows[traffic];
    }

    /// <summary>Takes out what fits into one write and is paid for, dearest class first; at least one frame if any is paid for.</summary>
    public void Take(int budget, List<PeerFrame> into)
    {
        var all = budget;
        foreach (var traffic in Classes)
        {
            var kept = all / ShareOfSlower * Classes.Count(slower => slower > traffic && MayGo(slower));
            var taken = 0;
            while (MayGo(traffic) && (_waiting[(int)traffic].First!.Value.Cost + taken <= budget - kept || (taken == 0 && into.Count == 0)))
            {
                var frame = _waiting[(int)traffic].First!.Value;
                _waiting[(int)traffic].RemoveFirst();
                _bytes[(int)traffic] -= frame.Cost;
                _credit[(int)traffic] -= frame.Cost;
                _gone[(int)traffic]++;
                taken += frame.Cost;
                DescriptorBytesTaken += Counted(frame);
                into.Add(frame);
            }

            budget -= taken;
        }
    }

    private void Drop(PaidFrame frame)
    {
        Dropped++;
        _gone[(int)frame.Class]++;
        DescriptorBytesDropped += Counted(frame);
    }

    private static int Counted(PaidFrame frame) =>
        frame is DescriptorFrame { Descriptor: var departure } && TrafficClasses.Of(departure.Descriptor.Kind) != TrafficClass.Control ? departure.Bytes : 0;

    private bool MayGo(UrgencyClass traffic) => _waiting[(int)traffic].First is { } first && first.Value.Cost <= _credit[(int)traffic];

    private static LinkedListNode<PaidFrame>? OldestDroppable(LinkedList<PaidFrame> queue)
    {
        var node = queue.First;
        while (node is not null && !IsDroppable(node.Value)) node = node.Next;
        return node;
    }

    private static bool IsDroppable(PaidFrame frame) => frame is not MessageFrame { Sequence: > 0 };
}
