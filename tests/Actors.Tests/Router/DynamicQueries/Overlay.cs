using PeerActors.Actors.Router.DynamicQueries;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Tests.Router.DynamicQueries;

/// <summary>
/// An overlay of ultrapeers, each with the files of its leaves, as far as a query's way depends on it: who is linked to whom, who has how many
/// matches, and what each one's merged table says. A query takes the ways that the router's rules give it; each crossing of a link is one message.
/// </summary>
internal sealed class Overlay
{
    private readonly int[][] _neighbours;
    private readonly int[] _matches;
    private readonly bool[] _mayHave;

    /// <param name="seed">Says who is linked to whom and who has what.</param>
    /// <param name="ultrapeers">How many.</param>
    /// <param name="degree">To how many others each is linked.</param>
    /// <param name="matchShare">Which part of the ultrapeers' leaves and own libraries has a match.</param>
    /// <param name="falseShare">Which part of the tables says that there may be one where there is none.</param>
    public Overlay(int seed, int ultrapeers, int degree, double matchShare, double falseShare)
    {
        var dice = new Random(seed);
        _neighbours = Link(dice, ultrapeers, degree);
        _matches = new int[ultrapeers];
        for (var i = 0; i < ultrapeers; i++)
            if (dice.NextDouble() < matchShare) _matches[i] = dice.Next(1, 4);
        _mayHave = [.. _matches.Select(m => m > 0 || dice.NextDouble() < falseShare)];
    }

    /// <summary>Everybody is asked at once: what it costs, and what it brings.</summary>
    public (long Messages, long Hits) Flood(int from, byte ttl)
    {
        var walk = new Walk(this, from);
        foreach (var neighbour in _neighbours[from]) walk.Send(from, neighbour, ttl);
        return (walk.Messages, walk.Hits);
    }

    /// <summary>As the production class decides it.</summary>
    public (long Messages, long Hits) Ask(int from, byte ttl, int wanted, DynamicQuerySettings settings, Random dice)
    {
        var (walk, query) = (new Walk(this, from), new DynamicQuery(settings, wanted, ttl));
        var order = _neighbours[from].ToArray();
        while (true)
        {
            dice.Shuffle(order);
            var step = query.Next([.. order.Select(n => new Candidate(new(n), _neighbours[n].Length, ttl, _mayHave[n], AsksAgain: true))], TimeSpan.Zero);
            if (step.End is not null) return (walk.Messages, walk.Hits);
            foreach (var asking in step.Ask)
            {
                var before = walk.Hits;
                walk.Send(from, (int)asking.Link.Value, asking.Ttl);
                query.OnHits(asking.Link, (int)(walk.Hits - before));
            }
        }
    }

    private static int[][] Link(Random dice, int count, int degree)
    {
        var links = Enumerable.Range(0, count).Select(static _ => new HashSet<int>()).ToArray();
        for (var i = 0; i < count; i++)
        {
            while (links[i].Count < degree)
            {
                var other = dice.Next(count);
                if (other == i || (links[other].Count >= degree + 2 && dice.Next(20) > 0)) continue;
                links[i].Add(other);
                links[other].Add(i);
            }
        }

        return [.. links.Select(static l => l.ToArray())];
    }

    /// <summary>One query under way: who has seen it, with which TTL, and from whom.</summary>
    private sealed class Walk(Overlay overlay, int origin)
    {
        private readonly Dictionary<int, (int From, int Ttl)> _seen = new() { [origin] = (-1, int.MaxValue) };

        public long Messages { get; private set; }

        public long Hits { get; private set; }

        public void Send(int from, int to, int ttl)
        {
            var arriving = new Queue<(int From, int To, int Ttl)>([(from, to, ttl)]);
            while (arriving.TryDequeue(out var m))
            {
                Messages++;
                if (_seen.TryGetValue(m.To, out var seen))
                {
                    if (seen.From != m.From || seen.Ttl >= m.Ttl) continue;
                }
                else
                {
                    Hits += overlay._matches[m.To];
                }

                _seen[m.To] = (m.From, m.Ttl);
                if (m.Ttl <= 1) continue;
                foreach (var next in overlay._neighbours[m.To])
                    if (next != m.From && (m.Ttl > 2 || overlay._mayHave[next])) arriving.Enqueue((m.To, next, m.Ttl - 1));
            }
        }
    }
}
