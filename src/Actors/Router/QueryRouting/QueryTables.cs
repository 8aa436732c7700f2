using System.Collections.Immutable;
using System.Numerics;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router.QueryRouting;

/// <summary>
/// The tables that this peer sends: a leaf tells its ultrapeers what it has itself, an ultrapeer tells the ultrapeers beside it what it and its leaves
/// have together. A leaf tells the pairs of words too, to an ultrapeer that knows them (<see cref="QrpPairs"/>). Each neighbour is sent what has changed since it was last told.
/// </summary>
internal sealed class QueryTables(TableSettings settings, Random dice)
{
    private readonly Dictionary<LinkId, QrpTable> _told = [];
    private ShareTable? _own;

    /// <summary>True while the library's table is not known, or no longer up to date.</summary>
    public bool IsOwnStale { get; private set; } = true;

    /// <summary>The largest table asked of the library, as a logarithm.</summary>
    public int MaxOwnBits => BitOperations.Log2((uint)settings.MaxSlots);

    /// <summary>True where a neighbour is told a table.</summary>
    public static bool IsTold(Stop stop) => stop.IsShield ? stop.Traits.RoutesQueries : stop.IsUltrapeer && stop.Traits.RoutesUltrapeerQueries;

    /// <summary>What is shared has changed.</summary>
    public void Invalidate() => IsOwnStale = true;

    /// <summary>What is shared now.</summary>
    public void Own(ShareTable table) => (_own, IsOwnStale) = (table, false);

    /// <summary>A link is gone.</summary>
    public void Forget(LinkId link) => _told.Remove(link);

    /// <summary>What each neighbour is to be sent, so that it knows what there is now.</summary>
    public IEnumerable<(Stop To, ImmutableArray<Descriptor> Update)> Updates(Stop[] stops)
    {
        if (_own is null) yield break;
        QrpTable? merged = null;
        foreach (var stop in stops)
        {
            if (!IsTold(stop)) continue;
            var now = !stop.IsShield ? merged ??= Merge(stops) : stop.KnowsPairs ? _own.Paired : _own.Table;
            var update = QrpSender.Update(_told.GetValueOrDefault(stop.Link), now, QrpStyle.Default, dice);
            _told[stop.Link] = now;
            if (!update.IsEmpty) yield return (stop, update);
        }
    }

    private QrpTable Merge(Stop[] stops)
    {
        QrpTable[] tables = [_own!.Table, .. stops.Where(static s => s.IsLeaf && s.Table is not null).Select(static s => s.Table!)];
        var (bits, most) = (QrpTableBuilder.LeastBits, Math.Max(QrpTableBuilder.LeastBits, BitOperations.Log2((uint)settings.MaxMergedSlots)));
        var taken = tables.Sum(static t => (long)t.Count);
        while (bits < most && taken > QrpTableBuilder.FullestWanted * (1 << bits)) bits++;
        return QrpTable.Merge(tables, bits);
    }
}
