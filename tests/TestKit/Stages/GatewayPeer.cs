using System.Collections.Immutable;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Shares;

namespace PeerActors.TestKit.Stages;

/// <summary>What is asked in the same way of every peer that has a gateway.</summary>
internal static class GatewayPeer
{
    public static async Task<ImmutableArray<SearchHit>> Search(IPeerGateway gateway, string words, TimeSpan limit, int expect)
    {
        var hits = ImmutableArray.CreateBuilder<SearchHit>();
        await foreach (var e in gateway.Search(words, limit, expect))
        {
            if (e is SearchHit hit) hits.Add(hit);
            if (e is SearchFinished { End: SearchEnd.Refused } refused) throw new InvalidOperationException(refused.Detail);
        }

        return hits.DrainToImmutable();
    }

    public static async Task<IDownloadEvent> Download(IPeerGateway gateway, SearchHit hit)
    {
        var source = new DownloadSource(new($"http://{hit.Address}/get/{hit.Index}/{Uri.EscapeDataString(hit.Name)}")) { Push = new(hit.Peer, hit.Index, hit.PushProxies), MustPush = hit.MustPush };
        IDownloadEvent? last = null;
        await foreach (var e in gateway.Download(new(hit.Name, hit.Size, hit.Sha1, hit.Sha256), [source], path: null)) last = e;
        return last ?? throw new InvalidOperationException("The peer ended before the download did.");
    }
}
