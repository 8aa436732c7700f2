using System.Runtime.InteropServices;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.PeerLink;

namespace PeerActors.Actors.PeerLinks;

/// <summary>What a peer link has while it carries: its wire, its queues, the credit of both sides. One receive and one send are under way at most.</summary>
internal sealed class PeerCarrying(IWire wire, HelloFrame theirs, PeerLinkSettings settings, PeerLinkCounters counters, long opened)
{
    private readonly FrameReader _reader = new(settings.MaxFrame);
    private readonly ClassQueues _queues = new(theirs.Windows, settings.MaxQueue);
    private readonly GivenCredit _given = new(settings.Windows);
    private readonly Dictionary<string, int> _ownNames = new(StringComparer.Ordinal);
    private readonly List<PeerName> _theirNames = [];
    private readonly Queue<(long Mark, RequestId Batch, int Dropped, IActorRef Asker)> _batches = new();
    private readonly Queue<PeerFrame> _control = new();
    private readonly ulong?[] _acks = new ulong?[PerClass.Count];
    private readonly List<PeerFrame> _leaving = [];
    private readonly int _step = DescriptorsLeft.StepOf(settings.MaxQueue);
    private long _sent;
    private long _toldSent;
    private long _toldDropped;
    private long _countedDropped;
    private int _received;

    /// <summary>Most answers of the kind "not understood" that wait; a peer that sends more nonsense is not told each time.</summary>
    private const int MaxControl = 16;

    /// <summary>Largest payload that fits into a frame of the peer's.</summary>
    public int MaxPayload { get; } = PeerRoom.Of(theirs, settings).MaxPayload(UrgencyClass.Normal);

    /// <summary>When the last whole frame came, on the monotonic clock.</summary>
    public long LastReceived { get; private set; } = opened;

    /// <summary>When the last frame was handed to the connection.</summary>
    public long LastSent { get; private set; } = opened;

    /// <summary>Since when the connection has been taking what was sent; null when it has taken all.</summary>
    public long? SendingSince { get; private set; }

    /// <summary>Since when something waits for the peer's credit; null when nothing does.</summary>
    public long? StalledSince { get; private set; }

    /// <summary>Whether a receive is under way.</summary>
    public bool IsReceiving { get; private set; }

    public void ReceiveNext(IActorRef self)
    {
        IsReceiving = true;
        wire.Receive(_reader, settings.MaxBatch, self);
    }

    public void OnReceived(long now)
    {
        IsReceiving = false;
        LastReceived = now;
    }

    /// <summary>The outstanding receive ended with a failure.</summary>
    public void OnReceiveEnded() => IsReceiving = false;

    /// <summary>False when the peer had no credit for it.</summary>
    public bool TryUse(PaidFrame frame)
    {
        _received++;
        return _given.TryUse(frame);
    }

    /// <summary>All that came together was looked through.</summary>
    public void CountReceived()
    {
        counters.Add(PeerLinkCount.Received, _received);
        _received = 0;
    }

    public void OnLookedAt(UrgencyClass traffic, int cost) => _given.OnLookedAt(traffic, cost);

    public bool TryGrant(CreditFrame credit)
    {
        StalledSince = null;
        return _queues.TryGrant(credit.Class, credit.Bytes);
    }

    /// <summary>A name of the peer's; numbers count up from 1. False when it is out of turn, or one too many.</summary>
    public bool TryName(NameFrame name)
    {
        if (name.Number != _theirNames.Count + 1 || _theirNames.Count == settings.MaxNames) return false;
        _theirNames.Add(new(name.Manifest, ServiceMessage.IsOneOf(name.Manifest)));
        return true;
    }

    /// <summary>The manifest that a number of the peer's stands for; null when it named none so.</summary>
    public PeerName? NameOf(int number) => number >= 1 && number <= _theirNames.Count ? _theirNames[number - 1] : null;

    public void Add(PaidFrame frame) => _queues.Add(frame);

    /// <summary>Takes a message, with the name of its manifest before it where that is new. What no name of the peer's has room for is dropped.</summary>
    /// <returns>False when that was promised.</returns>
    public bool TryAdd(KeptMessage message)
    {
        if (NumberOf(message.Manifest) is { } number) _queues.Add(new MessageFrame(message.Class, message.Sequence, number, message.Payload));
        else if (message.Sequence > 0) return false;
        else counters.Add(PeerLinkCount.DroppedUnfit);
        return true;
    }

    /// <summary>Takes messages between services, and remembers to tell when they wait no more.</summary>
    public void Add(SendServiceMessages batch, IActorRef asker)
    {
        var dropped = 0;
        foreach (var message in batch.Messages)
        {
            if (message.Payload.Length <= MaxPayload && NumberOf(message.Manifest) is { } number)
                _queues.Add(new MessageFrame(UrgencyClass.Normal, 0, number, message.Payload) { To = message.To, From = message.From });
            else
                dropped++;
        }

        counters.Add(PeerLinkCount.DroppedUnfit, dropped);
        _batches.Enqueue((_queues.Added(UrgencyClass.Normal), batch.Batch, dropped, asker));
    }

    /// <summary>Tells of messages between services that wait no more.</summary>
    public void TellBatchesLeft(LinkId link, IActorRef self)
    {
        while (_batches.TryPeek(out var batch) && batch.Mark <= _queues.Gone(UrgencyClass.Normal))
            batch.Asker.Tell(new ServiceMessagesLeft(_batches.Dequeue().Batch, link, batch.Dropped), self);
    }

    public void Acknowledge(UrgencyClass traffic, ulong received) => _acks[(int)traffic] = received;

    /// <summary>Counts, and answers as far as there is room.</summary>
    public void OnNotUnderstood(string? manifest)
    {
        counters.Add(PeerLinkCount.NotUnderstood);
        if (_control.Count < MaxControl) _control.Enqueue(new NotUnderstoodFrame(manifest is null ? 0 : _theirNames.FindIndex(n => n.Manifest == manifest) + 1));
    }

    public void Beat()
    {
        if (_control.Count == 0) _control.Enqueue(BeatFrame.Instance);
    }

    /// <summary>Sends what may go, if the connection is free.</summary>
    public void Pump(IActorRef self, long now)
    {
        if (SendingSince is not null) return;
        while (_control.TryDequeue(out var frame)) _leaving.Add(frame);
        foreach (var traffic in (ReadOnlySpan<UrgencyClass>)[UrgencyClass.Urgent, UrgencyClass.Normal, UrgencyClass.Bulk])
        {
            if (_given.TakeDue(traffic) is { } credit) _leaving.Add(credit);
            if (_acks[(int)traffic] is { } received) _leaving.Add(new AckFrame(traffic, received));
            _acks[(int)traffic] = null;
        }

        var others = _leaving.Count;
        _queues.Take(settings.MaxWrite, _leaving);
        counters.Add(PeerLinkCount.Sent, _leaving.Count - others);
        counters.Add(PeerLinkCount.DroppedFull, _queues.Dropped - _countedDropped);
        _countedDropped = _queues.Dropped;
        StalledSince = _queues.IsStalled ? StalledSince ?? now : null;
        if (_leaving.Count == 0) return;
        Send(self, now);
    }

    public void SendLast(ByeFrame bye, IActorRef self, long now)
    {
        _leaving.Add(bye);
        Send(self, now);
    }

    public void OnSent()
    {
        SendingSince = null;
        _sent = _queues.DescriptorBytesTaken;
    }

    /// <summary>What left or was dropped since this was last answered; null while that is less than a step.</summary>
    public DescriptorsLeft? TakeLeft(LinkId link)
    {
        var (sent, dropped) = (_sent - _toldSent, _queues.DescriptorBytesDropped - _toldDropped);
        if (sent + dropped < _step) return null;
        (_toldSent, _toldDropped) = (_sent, _queues.DescriptorBytesDropped);
        return new(link, sent, dropped);
    }

    /// <summary>The number that we gave a manifest; null when the peer was told of as many as it may be.</summary>
    private int? NumberOf(string manifest)
    {
        if (_ownNames.TryGetValue(manifest, out var number)) return number;
        if (_ownNames.Count == settings.MaxNames) return null;
        number = _ownNames.Count + 1;
        _ownNames.Add(manifest, number);
        _control.Enqueue(new NameFrame(number, manifest));
        return number;
    }

    private void Send(IActorRef self, long now)
    {
        (SendingSince, LastSent) = (now, now);
        wire.Send<PeerFrame>(CollectionsMarshal.AsSpan(_leaving), FrameWriter.Instance, self);
        _leaving.Clear();
    }
}

/// <summary>A manifest as a peer has named it.</summary>
/// <param name="Manifest">What it said.</param>
/// <param name="IsOfService">Whether it is one of a message between services.</param>
internal sealed record PeerName(string Manifest, bool IsOfService);
