using Akka.Actor;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>A host of the network: its address, who listens there, and what it can and cannot do.</summary>
internal sealed class SimulatedHost(int number, string name, uint ip)
{
    /// <summary>Counts from 0.</summary>
    public int Number { get; } = number;

    /// <summary>The peer's name.</summary>
    public string Name { get; } = name;

    /// <summary>Its address now.</summary>
    public uint Ip { get; set; } = ip;

    /// <summary>Who is told of connections, by port.</summary>
    public SortedDictionary<ushort, Listener> Listeners { get; } = [];

    /// <summary>The last port given to a connection that it dialled.</summary>
    public ushort LastPort { get; set; } = 1023;

    /// <summary>True when it only dials out: whoever dials it hears nothing.</summary>
    public bool IsFirewalled { get; set; }

    /// <summary>Bytes per second that it can send over all its links together; 0 for no limit.</summary>
    public long Uplink { get; set; }

    /// <summary>Until when its uplink is busy.</summary>
    public TimeSpan UplinkFree { get; set; }

    /// <summary>The address at a port.</summary>
    public PeerAddress At(ushort port) => new(Ip, port);

    /// <summary>A port for one more connection that it dials.</summary>
    public ushort NextPort() => LastPort = LastPort == ushort.MaxValue ? (ushort)1024 : (ushort)(LastPort + 1);

    /// <summary>Who is told of connections that others make in answer to its pushes; null for nobody.</summary>
    public GivenListener? Given { get; set; }

    /// <summary>Who takes peer links at its ports; null while nobody does.</summary>
    public KeyedListener? Keyed { get; set; }

    /// <summary>Told of such a connection, in one run of the peer.</summary>
    internal sealed record GivenListener(Action<Giv, IGivenConnection> Told, Incarnation Of);

    /// <summary>Who takes peer links, in which run of the peer, and whose key it shows.</summary>
    internal sealed record KeyedListener(IActorRef Acceptor, Incarnation? Of, PeerId Peer);

    /// <summary>Who listens, and in which run of the peer.</summary>
    internal sealed record Listener(IActorRef Acceptor, Incarnation? Of);
}
