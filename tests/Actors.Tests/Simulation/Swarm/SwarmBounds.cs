using PeerActors.Actors.Links;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Simulation;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>Every table that tells its size, against its bound.</summary>
internal sealed class SwarmBounds(PeerSettings settings)
{
    /// <summary>What is above its bound at a peer, in words.</summary>
    public IEnumerable<string> Exceeded(SimulatedPeer peer)
    {
        var linksBefore = peer.ListLinks().Links.Length;
        var router = peer.RouterStatus();
        var hosts = peer.ListHosts();
        var links = peer.ListLinks();
        var pushes = peer.Answer<PushStatus>(static r => new GetPushStatus(r));
        var carrying = links.Links.Where(static l => l.State == LinkState.Carrying).ToArray();
        (string Table, long Size, long Most)[] tables =
        [
            ("routes", router.Routes, 2L * settings.Router.MaxRoutes),
            ("query routing tables", router.Queries.TablesHeld, Math.Max(linksBefore, links.Links.Length)),
            ("dynamic queries", router.Queries.DynamicRunning, settings.Router.Dynamic.MaxRunning),
            ("hosts that nobody named", hosts.Hosts.Count(static h => h.Source != Messages.HostCatcher.HostSource.Joined), settings.Hosts.Max),
            ("links", carrying.Length, settings.Links.Max + settings.Links.MaxLeaves),
            ("pushes that wait", pushes.Waiting, settings.Pushes.MaxWaiting),
            ("push proxies", pushes.Proxies.Length, settings.Pushes.MaxProxies),
            .. carrying.Select(l => ($"the queue for {l.Remote}, in descriptors", (long)l.Traffic.Queued, (long)(settings.Links.MaxQueueBytes + settings.Links.MaxControlBytes) / SmallestDescriptor)),
        ];
        return tables.Where(static t => t.Size > t.Most).Select(t => $"{peer.Name} holds {t.Size} {t.Table}; {t.Most} are allowed");
    }

    /// <summary>What may be told to a link that ends at that moment, by the router, the links room and the wire.</summary>
    public static bool MayComeTooLate(object message) => message is SendDescriptors or DescriptorsRouted or PingNeighbour or NeighbourIntroduced or CloseLink or DescribeLink || message.GetType().Name.StartsWith("Wire", StringComparison.Ordinal);

    private const int SmallestDescriptor = Messages.Wire.Gnutella.DescriptorReader.HeaderBytes;
}
