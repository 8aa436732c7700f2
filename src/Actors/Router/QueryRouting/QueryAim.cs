using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router.QueryRouting;

/// <summary>
/// Decides for one query over which links it goes on. A leaf gets it when its table lets it pass, whatever TTL is left: it is a
/// last hop anyway. Another neighbour gets it while there is TTL; on the last hop, only when its table lets it pass, or when it has sent none.
/// </summary>
/// <param name="departure">The query as it leaves; a TTL of 0 means that it goes to leaves only.</param>
/// <param name="tally">Counts what was spared.</param>
internal struct QueryAim(Departure departure, QueryTally tally)
{
    private QrpQuery? _asked;

    /// <summary>The query as it goes over a link; null when it does not.</summary>
    public Departure? At(Stop stop)
    {
        if (stop.IsShield) return null;
        if (!stop.TakesQueriesOf(departure.Hops))
        {
            tally.HeldBack++;
            return null;
        }

        if (stop.IsLeaf) return Passes(stop, ref tally.LeafSent, ref tally.LeafSpared) ? departure with { Ttl = 1 } : null;
        if (departure.Ttl == 0) return null;
        if (departure.Ttl > 1 || stop.Table is null) return departure;
        return Passes(stop, ref tally.LastHopSent, ref tally.LastHopSpared) ? departure : null;
    }

    private bool Passes(Stop stop, ref long sent, ref long spared)
    {
        var passes = stop.Table is not null && stop.MayHave(_asked ??= QrpQuery.Of((Query)departure.Descriptor));
        if (passes) sent++;
        else spared++;
        return passes;
    }
}
