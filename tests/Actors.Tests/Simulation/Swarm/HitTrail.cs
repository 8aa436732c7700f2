using PeerActors.Actors.Simulation;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>Follows every hit from link to link. One that is handed to a peer is handed on by it, or told to its user, unless something on its way was broken.</summary>
internal sealed class HitTrail(SimulatedWorld world)
{
    /// <summary>A search takes 10 seconds; what comes back as late as this may come too late.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(9);

    private readonly Dictionary<DescriptorId, (SimulatedPeer Asker, TimeSpan At)> _asked = [];
    private readonly Dictionary<(DescriptorId Id, SimulatedPeer Peer), HashSet<SimulatedPeer>> _waysBack = [];
    private readonly Dictionary<(DescriptorId Id, ServentId Sharer, SimulatedPeer To), (SimulatedPeer From, TimeSpan At, bool Explained)> _handed = [];
    private readonly HashSet<(DescriptorId Id, ServentId Sharer, SimulatedPeer From)> _handedOn = [];
    private readonly Dictionary<SimulatedPeer, List<SimulatedSearch>> _searches = [];
    private readonly List<(TimeSpan At, SimulatedPeer One, SimulatedPeer? Other)> _broken = [];
    private readonly HashSet<SimulatedPeer> _slow = [];

    /// <summary>Hits that were followed so far, counted once for each link.</summary>
    public int Handings => _handed.Count;

    /// <summary>A user has searched.</summary>
    public void OnSearch(SimulatedPeer asker, SimulatedSearch search)
    {
        if (!_searches.TryGetValue(asker, out var searches)) _searches.Add(asker, searches = []);
        searches.Add(search);
    }

    /// <summary>A peer crashes, or sends slowly from now on.</summary>
    public void OnFault(SimulatedPeer peer, bool slow)
    {
        _broken.Add((world.Now, peer, null));
        if (slow) _slow.Add(peer);
    }

    /// <summary>A link opens or closes.</summary>
    public void OnLink(SimulatedPeer peer, ILinkEvent e)
    {
        if (e is LinkClosed { Carried: true } closed) _broken.Add((world.Now, peer, world.Peers.FirstOrDefault(p => p.Address.Ip == closed.Remote.Ip)));
    }

    /// <summary>A query or a hit leaves over a link.</summary>
    public void OnDeparture(SimulatedPeer from, SimulatedPeer to, Departure departure)
    {
        if (departure.Descriptor is Query query)
        {
            if (departure.Hops == 0) _asked.TryAdd(query.Id, (from, world.Now));
            if (!_waysBack.TryGetValue((query.Id, to), out var ways)) _waysBack.Add((query.Id, to), ways = []);
            ways.Add(from);
        }
        else if (departure.Descriptor is QueryHit hit)
        {
            _handedOn.Add((hit.Id, hit.Sharer, from));
            _handed.TryAdd((hit.Id, hit.Sharer, to), (from, world.Now, IsHindered(from, to) || WaysBack(hit.Id, to).Any(next => IsHindered(to, next))));
        }
    }

    /// <summary>The hits that were lost without a reason, in words.</summary>
    public IEnumerable<string> Lost()
    {
        foreach (var ((id, sharer, to), (from, at, explained)) in _handed)
        {
            if (explained) continue;
            if (!_asked.TryGetValue(id, out var asked))
            {
                yield return $"{from.Name} sends {to.Name} a hit for {id}, which nobody asked";
                continue;
            }

            if (at - asked.At >= Late || WasBroken(from, to, asked.At) || WaysBack(id, to).Any(next => WasBroken(to, next, asked.At))) continue;
            var arrived = to == asked.Asker ? IsTold(asked.Asker, asked.At, sharer) : _handedOn.Contains((id, sharer, to));
            if (!arrived) yield return $"the hit of {NameOf(sharer)} for {asked.Asker.Name}, searching at {asked.At}, is lost at {to.Name} without a broken link on its way";
        }
    }

    private bool IsTold(SimulatedPeer asker, TimeSpan at, ServentId sharer) =>
        _searches.GetValueOrDefault(asker)?.LastOrDefault(s => s.Started <= at)?.Hits.Any(h => h.Peer == sharer) ?? false;

    private HashSet<SimulatedPeer> WaysBack(DescriptorId id, SimulatedPeer peer) => _waysBack.GetValueOrDefault((id, peer)) ?? [];

    private bool IsHindered(SimulatedPeer from, SimulatedPeer to) =>
        _slow.Contains(from) || !world.Network.Reaches(from.Host, to.Host) || !world.Network.Reaches(to.Host, from.Host);

    private bool WasBroken(SimulatedPeer one, SimulatedPeer other, TimeSpan since) => _broken.Any(b =>
        b.At >= since && b.At <= since + Late + Late
        && (b.Other is null ? b.One == one || b.One == other : (b.One == one && b.Other == other) || (b.One == other && b.Other == one)));

    private string NameOf(ServentId servent) => world.Peers.First(p => p.Servent == servent).Name;
}
