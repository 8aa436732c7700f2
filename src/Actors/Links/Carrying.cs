using System.Collections.Immutable;
using System.Numerics;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Links;

/// <summary>What a link has while it carries: its wire, its outbox, its counts. One receive and one send are under way at most.</summary>
internal sealed class Carrying(IWire wire, NeighbourTraits traits, LinkSettings settings, long opened)
{
    private readonly DescriptorReader _reader = new(settings.MaxPayload);
    private readonly Outbox _outbox = new(settings.MaxQueueBytes, settings.MaxControlBytes);
    private readonly int _step = DescriptorsLeft.StepOf(settings.MaxQueueBytes);
    private Departure[] _leaving = [];
    private bool _receiving;
    private long _descriptorsIn;
    private long _bytesIn;
    private long _descriptorsOut;
    private long _bytesOut;
    private long _deflatedIn;
    private long _deflatedOut;
    private long _sent;
    private long _toldSent;
    private long _toldDropped;

    /// <summary>When the last whole descriptor came, on the monotonic clock.</summary>
    public long LastReceived { get; private set; } = opened;

    /// <summary>Since when the connection has been taking what was sent; null when it has taken all.</summary>
    public long? SendingSince { get; private set; }

    public bool SaidBye { get; private set; }

    /// <summary>What the manager was told last of whether the neighbour leaves pings without an answer.</summary>
    public bool ToldQuiet { get; set; }

    /// <summary>Descriptors of undefined kinds so far.</summary>
    public long Unknown { get; private set; }

    /// <summary>How many of those are allowed.</summary>
    public int MaxUnknown => IsLegacy ? settings.MaxUnknown : settings.MaxUnknownModern;

    /// <summary>Where that stands.</summary>
    public string MaxUnknownSetting => IsLegacy ? "links.max-unknown" : "links.max-unknown-modern";

    private bool IsLegacy => traits.Dialect == LinkDialect.Gnutella04;

    /// <summary>How long nothing came.</summary>
    public TimeSpan QuietFor(TimeProvider clock, long now) => clock.GetElapsedTime(LastReceived, now);

    /// <summary>How long the connection has been taking what was sent; zero when it has taken all.</summary>
    public TimeSpan SendingFor(TimeProvider clock, long now) => SendingSince is { } since ? clock.GetElapsedTime(since, now) : TimeSpan.Zero;

    /// <summary>The time from now to when the first of the limits may be reached: when the neighbour is to be pinged, has left that without an answer, has been silent or has been slow for too long.</summary>
    public TimeSpan NextLook(TimeProvider clock, long now)
    {
        var quiet = QuietFor(clock, now);
        var ping = quiet < settings.PingInterval ? settings.PingInterval - quiet : quiet < settings.Unanswered ? settings.Unanswered - quiet : settings.PingInterval;
        return new(Math.Min(ping.Ticks, Math.Min((settings.IdleTimeout - quiet).Ticks, (settings.WriteTimeout - SendingFor(clock, now)).Ticks)));
    }

    /// <summary>What the greeting told.</summary>
    public NeighbourTraits Traits => traits;

    public LinkTraffic Traffic => new(_descriptorsIn, _bytesIn, _descriptorsOut, _bytesOut, _outbox.Dropped, _outbox.Count, _deflatedIn, _deflatedOut) { Classes = _outbox.Classes };

    public void ReceiveNext(IActorRef self)
    {
        _receiving = true;
        wire.Receive(_reader, settings.MaxBatch, self);
    }

    public void OnReceived(WireReceived<Descriptor> received, long now)
    {
        _receiving = false;
        LastReceived = now;
        _descriptorsIn += received.Messages.Length;
        foreach (var descriptor in received.Messages)
            if (descriptor is UnknownDescriptor) Unknown++;
        _bytesIn += received.Bytes;
        _deflatedIn += received.Deflated;
    }

    public void Send(ImmutableArray<Departure> descriptors, IActorRef self, long now)
    {
        foreach (var descriptor in descriptors) _outbox.Add(descriptor);
        if (SendingSince is null) SendNext(self, now);
    }

    public void OnSent(WireSent sent, IActorRef self, long now)
    {
        _descriptorsOut += sent.Count;
        _bytesOut += sent.Bytes;
        _deflatedOut += sent.Deflated;
        _sent = _outbox.BytesTaken;
        SendingSince = null;
        SendNext(self, now);
    }

    /// <summary>What left or was dropped since this was last answered; null while that is less than a step.</summary>
    public DescriptorsLeft? TakeLeft(LinkId link)
    {
        var (sent, dropped) = (_sent - _toldSent, _outbox.BytesDropped - _toldDropped);
        if (sent + dropped < _step) return null;
        (_toldSent, _toldDropped) = (_sent, _outbox.BytesDropped);
        return new(link, sent, dropped);
    }

    public void SendLast(Bye bye, IActorRef self, long now)
    {
        SaidBye = true;
        SendingSince = now;
        wire.Send<Descriptor>([bye], DescriptorWriter.Instance, self);
    }

    /// <summary>Reads and throws away until the far side closes: to close with bytes unread would let TCP throw our Bye away.</summary>
    public void Drain(IActorRef self)
    {
        if (_receiving) return;
        _receiving = true;
        wire.Receive(DiscardReader.Instance, 1, self);
    }

    /// <summary>The outstanding receive was answered, in one way or another.</summary>
    public void OnReceiveEnded() => _receiving = false;

    private void SendNext(IActorRef self, long now)
    {
        if (_outbox.Count == 0) return;
        SendingSince = now;
        if (_leaving.Length < _outbox.Count && _leaving.Length < settings.MaxBatch)
            _leaving = new Departure[Math.Min(settings.MaxBatch, (int)BitOperations.RoundUpToPowerOf2((uint)_outbox.Count))];
        var leaving = _leaving.AsSpan(0, _outbox.Take(_leaving));
        wire.Send<Departure>(leaving, DescriptorWriter.Instance, self);
        leaving.Clear();
    }
}
