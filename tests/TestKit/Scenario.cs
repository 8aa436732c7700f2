using System.Collections.Immutable;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.TestKit;

/// <summary>
/// A story about several peers: production actors, each peer an actor system of its own, on a network inside this process.
/// <code>
/// await using var net = await Scenario.Start("alice", "bob", "carol");
/// await net.Connect("alice – bob – carol");
/// await net["carol"].Shares("blue-train.flac", bytes: 31_457_280);
/// var hits = await net["alice"].Search("blue train").Within(3.Seconds());
/// </code>
/// </summary>
public sealed class Scenario : IAsyncDisposable
{
    private readonly Dictionary<string, ScenarioPeer> _peers = new(StringComparer.Ordinal);

    private Scenario(int seed) => Seed = seed;

    /// <summary>All dice of the scenario follow from it.</summary>
    public int Seed { get; }

    /// <summary>The network, to break and to mend.</summary>
    public InProcessNetwork Network { get; } = new();

    /// <summary>A peer by name.</summary>
    public ScenarioPeer this[string name] => _peers.TryGetValue(name, out var peer)
        ? peer
        : throw new ArgumentException($"No peer is called {name}; there are {string.Join(", ", _peers.Keys)}.", nameof(name));

    /// <summary>Starts peers that know nothing of each other.</summary>
    public static Task<Scenario> Start(params string[] names) => Start(new ScenarioOptions(), names);

    /// <summary>Starts peers that know nothing of each other.</summary>
    /// <param name="options">Seed and settings.</param>
    /// <param name="names">One for each peer.</param>
    public static async Task<Scenario> Start(ScenarioOptions options, params string[] names)
    {
        var scenario = new Scenario(options.Seed);
        foreach (var name in names)
        {
            if (scenario._peers.ContainsKey(name)) throw new ArgumentException($"Two peers are called {name}.", nameof(names));
            var peer = new ScenarioPeer(scenario, name, options.OfPeer(name, options.Settings(PeerSettings.Reference())));
            scenario._peers.Add(name, peer);
            await peer.StartAsync();
        }

        return scenario;
    }

    /// <summary>Links peers, each with the next, and waits until the links carry: <c>"alice – bob – carol"</c> (a dash or a hyphen).</summary>
    public async Task Connect(string chain)
    {
        var names = chain.Split(['–', '—', '-'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length < 2) throw new ArgumentException($"\"{chain}\" names {names.Length} peer; a link takes two.", nameof(chain));
        for (var i = 1; i < names.Length; i++) await Connect(this[names[i - 1]], this[names[i]]);
    }

    /// <summary>Breaks the links between two peers and lets none be made.</summary>
    public void Cut(string one, string other) => Network.Cut(this[one].Address, this[other].Address);

    /// <summary>Lets two peers link again.</summary>
    public void Heal(string one, string other) => Network.Heal(this[one].Address, this[other].Address);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers.Values) await peer.DisposeAsync();
    }

    internal ScenarioPeer? At(PeerAddress address) => _peers.Values.FirstOrDefault(p => p.Address == address);

    internal Random Dice(string peer, string room)
    {
        uint mixed = (uint)Seed;
        foreach (var c in $"{peer}/{room}") mixed = (mixed ^ c) * 16777619;
        return new((int)mixed);
    }

    internal Task AllShared() => Task.WhenAll(_peers.Values.Select(static p => p.AllShared()));

    private static async Task Connect(ScenarioPeer dialler, ScenarioPeer acceptor)
    {
        if (dialler == acceptor) throw new ArgumentException($"{dialler.Name} cannot link to itself.", nameof(acceptor));
        var (from, to) = (dialler.Links.SoFar.Count, acceptor.Links.SoFar.Count);
        dialler.Gateway.OpenLink(acceptor.Address);
        await dialler.Links.WaitFor(e => e is LinkOpened opened && opened.Remote == acceptor.Address, from);
        await acceptor.Links.WaitFor(e => e is LinkOpened opened && opened.Remote.Ip == dialler.Address.Ip, to);
    }
}

/// <summary>What a scenario starts from.</summary>
public sealed record ScenarioOptions
{
    /// <summary>All dice follow from it.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Changes the settings of every peer. By default peers dial only whom the scenario connects, and wait little before they try again.</summary>
    public Func<PeerSettings, PeerSettings> Settings { get; init; } = Quick;

    /// <summary>Changes the settings of one peer, by its name.</summary>
    public Func<string, PeerSettings, PeerSettings> OfPeer { get; init; } = static (_, settings) => settings;

    /// <summary>Settings for tests: nobody is dialled but whom the scenario names, and little is waited for.</summary>
    public static PeerSettings Quick(PeerSettings settings) => settings with
    {
        Links = settings.Links with { DialDiscovered = false, MaintainInterval = TimeSpan.FromMilliseconds(100), ByeTimeout = TimeSpan.FromMilliseconds(500) },
        Router = settings.Router with
        {
            SameQueryWindow = TimeSpan.Zero,
            Tables = settings.Router.Tables with { Delay = TimeSpan.FromMilliseconds(50) },
            Dynamic = settings.Router.Dynamic with { Pace = TimeSpan.FromMilliseconds(100) },
        },
        Hosts = settings.Hosts with { BackoffFirst = TimeSpan.FromMilliseconds(100) },
        Shares = settings.Shares with { Folders = ["/shared"], SettleTime = TimeSpan.FromMilliseconds(50) },
    };
}
