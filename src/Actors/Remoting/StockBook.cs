using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Remoting;

/// <summary>What is remembered of peers that are not spoken with now: nothing but that, so that peers that never come back cost no actor.</summary>
internal sealed class StockBook
{
    private readonly Dictionary<PeerId, ServiceStock> _stocks = [];

    /// <summary>Takes in what was saved.</summary>
    public StockBook(ServiceStock saved)
    {
        foreach (var given in saved.Given.GroupBy(static g => g.Peer)) _stocks[given.Key] = Of(given.Key) with { Given = [.. given] };
        foreach (var kept in saved.Kept.GroupBy(static k => k.Peer)) _stocks[kept.Key] = Of(kept.Key) with { Kept = [.. kept] };
        foreach (var taken in saved.Taken.GroupBy(static t => t.Peer)) _stocks[taken.Key] = Of(taken.Key) with { Taken = [.. taken] };
    }

    /// <summary>Peers for whom something is kept.</summary>
    public IReadOnlyList<PeerId> Waiting => [.. _stocks.Where(static s => !s.Value.Kept.IsEmpty).Select(static s => s.Key)];

    /// <summary>The peer is spoken with from now on.</summary>
    /// <returns>What is remembered of it.</returns>
    public ServiceStock Take(PeerId peer) => _stocks.Remove(peer, out var stock) ? stock : ServiceStock.None;

    /// <summary>The peer is not spoken with any more.</summary>
    public void Put(PeerId peer, ServiceStock stock)
    {
        if (!stock.Given.IsEmpty || !stock.Taken.IsEmpty) _stocks[peer] = stock;
    }

    /// <summary>Forgets of which stream something was taken longest ago; null when none is here.</summary>
    public StreamForgotten? ForgetOldest()
    {
        var oldest = _stocks.Values.SelectMany(static s => s.Taken).MinBy(static t => t.At);
        if (oldest is null) return null;
        var stock = Of(oldest.Peer);
        var left = stock with { Taken = stock.Taken.Remove(oldest) };
        if (left.Given.IsEmpty && left.Kept.IsEmpty && left.Taken.IsEmpty) _stocks.Remove(oldest.Peer);
        else _stocks[oldest.Peer] = left;
        return new(oldest.Peer, oldest.Service, oldest.Stream, oldest.Sequence);
    }

    private ServiceStock Of(PeerId peer) => _stocks.GetValueOrDefault(peer) ?? ServiceStock.None;
}
