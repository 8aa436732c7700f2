using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>A router hands each request to a link once, however often it arrives. A query may follow with a higher TTL: that is how dynamic queries go on.</summary>
internal sealed class HandingRule
{
    private readonly Dictionary<(string Run, LinkId Link, DescriptorId Id), byte> _handed = [];

    /// <summary>Says what was broken; null when nothing was.</summary>
    public string? OnHanded(TimeSpan at, string run, LinkId link, Departure departure)
    {
        if (departure.Descriptor is not (Query or Ping or Push)) return null;
        var key = (run, link, departure.Descriptor.Id);
        if (_handed.TryAdd(key, departure.Ttl)) return null;
        if (departure.Descriptor is Query && departure.Ttl > _handed[key])
        {
            _handed[key] = departure.Ttl;
            return null;
        }

        return $"at {at} {run} hands {departure.Descriptor.Kind} {departure.Descriptor.Id} with TTL {departure.Ttl} to link {link.Value} a second time";
    }
}
