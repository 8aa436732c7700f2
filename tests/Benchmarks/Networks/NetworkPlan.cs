using PeerActors.Actors.Peer;
using PeerActors.Benchmarks.Shares;
using PeerActors.Messages.Links;

namespace PeerActors.Benchmarks.Networks;

/// <summary>
/// The seed's radius on paper: who is linked to whom, who shares what, who searches for what. 100 files a peer, 4 to 6 links a peer at random, seed
/// 42. Nothing is kept but the graph; names are drawn again whenever they are asked for.
/// </summary>
internal sealed class NetworkPlan
{
    private const int Seed = 42;
    private const int FilesEach = 100;
    private const int LeastDegree = 4;
    private const int MostDegree = 6;
    private const int Ttl = 7;

    private readonly ZipfNames _names = new(new Random(Seed));
    private readonly List<int>[] _neighbours;

    public NetworkPlan(int peers)
    {
        (Peers, Links) = (peers, Draw(peers));
        _neighbours = [.. Enumerable.Range(0, peers).Select(static _ => new List<int>())];
        foreach (var (one, other) in Links)
        {
            _neighbours[one].Add(other);
            _neighbours[other].Add(one);
        }
    }

    public int Peers { get; }

    public IReadOnlyList<(int One, int Other)> Links { get; }

    /// <summary>
    /// Servents of 0.6 that call themselves neither ultrapeers nor leaves: a query floods, with the seed's TTL, and nobody asks around in portions. Who is
    /// there and who else there is is asked rarely; ten thousand peers of one process would be busy with that alone.
    /// </summary>
    public static PeerSettings Settings(PeerSettings settings) => settings with
    {
        Mode = PeerMode.Plain,
        Links = settings.Links with { DialDiscovered = false, Deflate = false },
        Router = settings.Router with
        {
            Mode = PeerMode.Plain, MaxTtlModern = Ttl, AliveInterval = TimeSpan.FromMinutes(10), DiscoveryInterval = TimeSpan.FromHours(1),
        },
    };

    /// <summary>The names of a peer's files.</summary>
    public IEnumerable<string> NamesOf(int peer)
    {
        var dice = new Random(Seed + peer);
        for (var i = 0; i < FilesEach; i++) yield return ZipfNames.Name(_names.DrawWords(dice), dice);
    }

    /// <summary>Two words that one name in 8,000 has both of, other ones each time.</summary>
    public string WordsOf(int search) => $"{_names.Vocabulary[10 + search]} {_names.Vocabulary[100 + search]}";

    /// <summary>Who searches.</summary>
    public int SearcherOf(int search) => (int)((long)search * 7_919 % Peers);

    /// <summary>Of each peer, how many of its files have all the words.</summary>
    public int[] Matches(string words)
    {
        var wanted = words.Split(' ');
        return [.. Enumerable.Range(0, Peers).Select(peer => NamesOf(peer).Count(name => Has(name, wanted)))];
    }

    /// <summary>Peers that are at most as many links away as a query travels, the searcher left out.</summary>
    public int WithinReach(int searcher)
    {
        var distance = new Dictionary<int, int> { [searcher] = 0 };
        var next = new Queue<int>([searcher]);
        while (next.TryDequeue(out var peer))
        {
            if (distance[peer] == Ttl) break;
            foreach (var neighbour in _neighbours[peer])
                if (distance.TryAdd(neighbour, distance[peer] + 1)) next.Enqueue(neighbour);
        }

        return distance.Count - 1;
    }

    private static bool Has(string name, string[] wanted)
    {
        var words = name.Split(' ', '.');
        return wanted.All(words.Contains);
    }

    /// <summary>A ring, so that the network is one; then each peer in turn takes partners at random until it has as many links as it drew.</summary>
    private static List<(int, int)> Draw(int peers)
    {
        var dice = new Random(Seed);
        var links = new HashSet<(int, int)>();
        var degree = new int[peers];
        var wanted = Enumerable.Range(0, peers).Select(_ => dice.Next(LeastDegree, MostDegree + 1)).ToArray();
        var ring = Enumerable.Range(0, peers).ToArray();
        dice.Shuffle(ring);
        for (var i = 0; i < peers; i++) Link(ring[i], ring[(i + 1) % peers]);
        var open = ring.Where(p => degree[p] < wanted[p]).ToList();
        for (var tries = 20L * peers; open.Count > 1 && tries > 0; tries--)
        {
            var (one, other) = (open[dice.Next(open.Count)], open[dice.Next(open.Count)]);
            if (one == other || !Link(one, other)) continue;
            foreach (var peer in (ReadOnlySpan<int>)[one, other])
                if (degree[peer] >= wanted[peer]) open.Remove(peer);
        }

        return [.. links.Order()];

        bool Link(int one, int other)
        {
            if (!links.Add((Math.Min(one, other), Math.Max(one, other)))) return false;
            degree[one]++;
            degree[other]++;
            return true;
        }
    }
}
