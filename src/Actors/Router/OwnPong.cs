using System.Collections.Immutable;
using System.Numerics;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>
/// What our own pong says. Its payload is made anew when something in it has changed, or is some seconds old, and shared by all answers
/// between: answering a ping copies nothing.
/// </summary>
/// <param name="address">Where others dial this peer.</param>
/// <param name="settings">Our mode and our places.</param>
/// <param name="clock">Tells how long we are up.</param>
internal sealed class OwnPong(PeerAddress address, RouterSettings settings, TimeProvider clock)
{
    private const byte ProtocolVersion = 0x01;
    private const byte ProgramVersion = 0x01;

    /// <summary>Least size that counts as the mark of an ultrapeer.</summary>
    private const uint LeastMark = 8;

    /// <summary>The uptime in it may be so old.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>Where nobody can dial us no port is named: whoever keeps pongs takes that for no address.</summary>
    private readonly PeerAddress _address = settings.Firewalled ? address with { Port = 0 } : address;

    private readonly long _started = clock.GetTimestamp();
    private readonly long _freshness = (long)(Freshness.TotalSeconds * clock.TimestampFrequency);
    private ShareSize _share = new(0, 0);
    private int _leaves;
    private int _peers;
    private Payload _plain;
    private Payload _extended;
    private long? _madeAt;

    /// <summary>How much we share, as the library said last.</summary>
    public ShareSize Share
    {
        get => _share;
        set => (_share, _madeAt) = (value, null);
    }

    /// <summary>Places for leaves and for other neighbours that are free.</summary>
    public UltrapeerRoom Room => new(ProtocolVersion, Free(settings.Mode == PeerMode.Ultrapeer ? settings.MaxLeaves : 0, _leaves), Free(settings.MaxLinks, _peers));

    /// <summary>How many neighbours of each kind there are now.</summary>
    public void OnLinks(int leaves, int peers) => (_leaves, _peers, _madeAt) = (leaves, peers, null);

    /// <summary>True when others need not hear of us: nobody can dial us. The neighbour alone is answered, so that it sees us live.</summary>
    public bool IsForNeighboursOnly => settings.Firewalled;

    /// <summary>True when a neighbour more would be welcome, and could dial us.</summary>
    public bool HasRoom => !settings.Firewalled && Room is not { FreeLeaves: 0, FreeUltrapeers: 0 };

    /// <summary>The 14 bytes of 0.4.</summary>
    public Payload Plain(long now)
    {
        Refresh(now);
        return _plain;
    }

    /// <summary>With who we are, our room and our uptime behind them.</summary>
    public Payload Extended(long now)
    {
        Refresh(now);
        return _extended;
    }

    /// <summary>The same with hosts to try; made for one asker.</summary>
    public Payload WithHosts(ImmutableArray<PeerAddress> hosts, long now) => Make(Marked(_share.Kilobytes), Extensions(hosts, now));

    private static byte Free(int most, int taken) => (byte)Math.Clamp(most - taken, 0, byte.MaxValue);

    private void Refresh(long now)
    {
        if (_madeAt is { } at && now - at < _freshness) return;
        _madeAt = now;
        _plain = Make(_share.Kilobytes, extensions: null);
        _extended = Make(Marked(_share.Kilobytes), Extensions([], now));
    }

    private Payload Make(uint kilobytes, PongExtensions? extensions) =>
        Pong.Create(default, 1, _address, (uint)_share.Files, kilobytes, extensions).Payload;

    private PongExtensions Extensions(ImmutableArray<PeerAddress> hosts, long now) => new()
    {
        Vendor = VendorCode.Ours,
        VendorVersion = ProgramVersion,
        Ultrapeer = settings.Mode == PeerMode.Ultrapeer ? Room : null,
        Uptime = clock.GetElapsedTime(_started, now),
        Hosts = hosts,
    };

    /// <summary>By custom a power of two says "I am an ultrapeer"; anybody else must not say that by chance.</summary>
    private uint Marked(uint kilobytes)
    {
        if (settings.Mode == PeerMode.Ultrapeer) return Math.Max(LeastMark, (uint)Math.Min(1U << 31, (ulong)BitOperations.RoundUpToPowerOf2((ulong)kilobytes)));
        return kilobytes >= LeastMark && BitOperations.IsPow2(kilobytes) ? kilobytes - 1 : kilobytes;
    }
}
