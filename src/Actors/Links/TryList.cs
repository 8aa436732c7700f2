using PeerActors.Actors.Links.Greeting;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Links;

/// <summary>Which hosts are named to whoever greets.</summary>
internal static class TryList
{
    /// <summary>
    /// Neighbours that are ultrapeers first, then known ultrapeers, then others; neither the asker itself, nor who is barred here, nor a loopback address to
    /// somebody elsewhere.
    /// </summary>
    public static NamedHosts For(AskForPlace ask, LinkTable table, NamedHosts known, int most, Func<PeerAddress, bool> isBarred)
    {
        if (most == 0 || !table.Links.TryGetValue(ask.Link.Value, out var asker)) return NamedHosts.None;
        var ultrapeers = table.Ultrapeers.Concat(known.Ultrapeers).Distinct().Where(IsForAsker).Take(most).ToArray();
        return new([.. ultrapeers], [.. known.Others.Except(ultrapeers).Where(IsForAsker).Take(most - ultrapeers.Length)]);

        bool IsForAsker(PeerAddress host) =>
            host != asker.Listening && host != ask.Introduction.Listening && (asker.Remote.IsLoopback || !host.IsLoopback) && !isBarred(host);
    }
}
