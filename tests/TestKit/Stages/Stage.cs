namespace PeerActors.TestKit.Stages;

/// <summary>Where the peers of a scenario live.</summary>
public enum Stage
{
    /// <summary>In this process, in virtual time, from a seed: the same run every time.</summary>
    Simulation,

    /// <summary>In this process, in real time, on a network of pipes.</summary>
    InProcess,

    /// <summary>In this process, in real time, over TCP on loopback.</summary>
    Loopback,

    /// <summary>Each a program of its own, <c>peer up</c>, over TCP on loopback.</summary>
    Processes,
}

/// <summary>What a scenario needs of its stage, besides peers that link, share, search, crash and come back.</summary>
[Flags]
public enum Needs
{
    /// <summary>Nothing more; it runs everywhere.</summary>
    Nothing = 0,

    /// <summary>Cuts between two peers.</summary>
    Cuts = 1,

    /// <summary>Cuts of one direction, partitions, firewalls, slow hosts, hosts that move, processes that stop.</summary>
    Faults = 2,

    /// <summary>The peers' gateways and actors: questions that the kit has no word for.</summary>
    Gateways = 4,

    /// <summary>Time that passes as fast as it can: scenarios of minutes and hours.</summary>
    VirtualTime = 8,

    /// <summary>What the peers' actors log.</summary>
    Logs = 16,

    /// <summary>The trace hash, and recorders on links and actors.</summary>
    Recorders = 32,

    /// <summary>Peers with keys: invitations, buddies, presence, links by key. They are made only where it is declared.</summary>
    Keys = 64,

    /// <summary>Services of peers, rules about them, and devices of persons; say it beside <see cref="Keys"/>.</summary>
    Services = 128,

    /// <summary>All of these.</summary>
    Everything = Cuts | Faults | Gateways | VirtualTime | Logs | Recorders | Keys | Services,
}
