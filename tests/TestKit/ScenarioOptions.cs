using PeerActors.Actors.Peer;
using PeerActors.Actors.Simulation;
using PeerActors.Actors.Simulation.Network;
using PeerActors.TestKit.Stages;

namespace PeerActors.TestKit;

/// <summary>What a scenario starts from.</summary>
public sealed record ScenarioOptions
{
    /// <summary>Where the peers live. What does not say, runs in this process in real time.</summary>
    public Stage Stage { get; init; } = Stage.InProcess;

    /// <summary>What the scenario needs of its stage. A stage that does not offer it is refused before the start, and what is not declared is refused on every
    /// stage, so that a scenario that has passed on one says all that it takes. Null, where nothing is said: all that its stage offers.</summary>
    public Needs? Needs { get; init; }

    /// <summary>True when the peers are to have keys.</summary>
    internal bool IsKeyed => Needs is { } needs && needs.HasFlag(Stages.Needs.Keys);

    /// <summary>On <see cref="Stage.Processes"/>: the program that each peer is, <c>peer.dll</c> or a published <c>peer</c>. Null, where nothing is said: <c>peer.dll</c>
    /// beside the test, where it is when the test's project references the host.</summary>
    public string? Program { get; init; }

    /// <summary>All dice follow from it; in a simulation, everything does.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>In a simulation: how peers are hosted.</summary>
    public PeerHosting Hosting { get; init; } = PeerHosting.OwnSystems;

    /// <summary>In a simulation: what links are like.</summary>
    public LinkShape Link { get; init; } = LinkShape.Usual;

    /// <summary>Changes the settings of every peer. By default peers dial only whom the scenario connects, and wait little before they try again.</summary>
    public Func<PeerSettings, PeerSettings> Settings { get; init; } = Quick;

    /// <summary>Changes the settings of one peer, by its name.</summary>
    public Func<string, PeerSettings, PeerSettings> OfPeer { get; init; } = static (_, settings) => settings;

    /// <summary>Settings for tests: nobody is dialled but whom the scenario names, one address may hold many peers, and little is waited for.</summary>
    public static PeerSettings Quick(PeerSettings settings) => settings with
    {
        Links = settings.Links with
        {
            DialDiscovered = false, MaintainInterval = TimeSpan.FromMilliseconds(100), ByeTimeout = TimeSpan.FromMilliseconds(500), MaxPerAddress = settings.Links.Max,
        },
        Router = settings.Router with
        {
            SameQueryWindow = TimeSpan.Zero,
            Tables = settings.Router.Tables with { Delay = TimeSpan.FromMilliseconds(50) },
            Dynamic = settings.Router.Dynamic with { Pace = TimeSpan.FromMilliseconds(100) },
        },
        Hosts = settings.Hosts with { BackoffFirst = TimeSpan.FromMilliseconds(100), BackoffMax = TimeSpan.FromSeconds(1) },
        Shares = settings.Shares with { Folders = ["/shared"], SettleTime = TimeSpan.FromMilliseconds(50) },
    };
}
