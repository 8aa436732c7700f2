using System.Collections.Immutable;
using PeerActors.Actors.Links.Greeting;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Links;

/// <summary>Which hosts are named to whoever greets.</summary>
internal static class TryList
{
    /// <summary>Neighbours that are ultrapeers first, then known hosts; neither the asker itself, nor a loopback address to somebody elsewhere.</summary>
    public static ImmutableArray<PeerAddress> For(AskForPlace ask, LinkTable table, ImmutableArray<PeerAddress> known, int most)
    {
        if (most == 0 || !table.Links.TryGetValue(ask.Link.Value, out var asker)) return [];
        return
        [
            .. table.Ultrapeers.Concat(known).Distinct()
                .Where(h => h != asker.Listening && h != ask.Introduction.Listening && (asker.Remote.IsLoopback || !h.IsLoopback))
                .Take(most),
        ];
    }
}
