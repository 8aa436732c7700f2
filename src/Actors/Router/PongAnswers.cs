using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>
/// Answers pings out of what is known, so that they need not travel. A ping that crosses one link asks for us alone; one that would cross
/// two comes from a crawler, which asks who our neighbours are; any other asks for hosts, near and far. One that carries SCP gets addresses
/// packed into our own pong.
/// </summary>
/// <param name="own">Our own pong.</param>
/// <param name="settings">How many are told.</param>
internal sealed class PongAnswers(OwnPong own, RouterSettings settings)
{
    private const byte CrawlerTtl = 2;
    private readonly List<CachedPong> _chosen = [];
    private int _turn;

    /// <summary>Gathers the answers for whoever asks.</summary>
    /// <param name="asker">The link that the ping came over.</param>
    /// <param name="ping">As it came.</param>
    /// <param name="links">All links.</param>
    /// <param name="now">Monotonic time.</param>
    public void Answer(Stop asker, Ping ping, ReadOnlySpan<Stop> links, long now)
    {
        if (ping is { Ttl: CrawlerTtl, Hops: 0 })
        {
            TellNeighbours(asker, ping, links, now);
            return;
        }

        var asksForUs = ping.Ttl <= 1;
        if (asksForUs || own.HasRoom) asker.Gathered.Add(Departure.Of(Pong.Repeat(ping.Id, (byte)(ping.Hops + 1), 0, PayloadFor(asker, ping, links, now))));
        if (asksForUs) return;
        Choose(asker, links, settings.PongsPerPing, farthest: ping.Ttl, static _ => true, now);
        foreach (var pong in _chosen) asker.Gathered.Add(pong.Answer(ping));
    }

    private static void TellNeighbours(Stop asker, Ping ping, ReadOnlySpan<Stop> links, long now)
    {
        foreach (var link in links)
            if (link != asker && link.Traits.Mode != PeerMode.Leaf && link.Pongs.Own(now) is { } pong) asker.Gathered.Add(pong.Answer(ping));
    }

    private Payload PayloadFor(Stop asker, Ping ping, ReadOnlySpan<Stop> links, long now)
    {
        if (ping.Payload.Length == 0 || ping.ReadExtensions() is not { WantsHosts: true } wish) return own.Extended(now);
        Choose(
            asker, links, settings.PackedHosts, byte.MaxValue,
            wish.AsUltrapeer ? static p => p.Room is { FreeUltrapeers: > 0 } : static p => p.Room is { FreeLeaves: > 0 }, now);
        return _chosen.Count == 0 ? own.Extended(now) : own.WithHosts([.. _chosen.Select(static p => p.Address)], now);
    }

    /// <summary>
    /// Chooses hosts that the asker did not name itself, each once: first one for each distance, then any. It begins at another
    /// neighbour each time, so that all get their turn.
    /// </summary>
    private void Choose(Stop asker, ReadOnlySpan<Stop> links, int most, byte farthest, Func<CachedPong, bool> fits, long now)
    {
        _chosen.Clear();
        var self = asker.Pongs.Own(now)?.Address;
        var distances = 0UL;
        _turn = (_turn + 1) & int.MaxValue;
        for (var pass = 0; pass < 2 && _chosen.Count < most; pass++)
        {
            for (var rank = 0; rank <= settings.PongsPerLink && _chosen.Count < most; rank++)
            {
                for (var i = 0; i < links.Length && _chosen.Count < most; i++)
                {
                    var link = links[(i + _turn) % links.Length];
                    if (link == asker || link.Pongs.At(rank, now) is not { } pong) continue;
                    var distance = 1UL << Math.Min(pong.Hops, (byte)63);
                    if (pong.Hops >= farthest || (pass == 0 && (distances & distance) != 0) || pong.Address == self || IsChosen(pong.Address) || !fits(pong)) continue;
                    distances |= distance;
                    _chosen.Add(pong);
                }
            }
        }
    }

    private bool IsChosen(PeerAddress address)
    {
        foreach (var pong in _chosen)
            if (pong.Address == address) return true;
        return false;
    }
}
