using System.Collections.Immutable;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>What gathers for every link of one kind but the one that brought it: they share the message.</summary>
/// <param name="maxTtl">The largest TTL with which a request leaves over these links.</param>
internal sealed class SharedFlood(byte maxTtl)
{
    private readonly ImmutableArray<Departure>.Builder _gathered = ImmutableArray.CreateBuilder<Departure>();

    /// <summary>Bytes that have gathered.</summary>
    public long Bytes { get; private set; }

    /// <summary>How many links share it.</summary>
    public int Stops { get; set; }

    /// <summary>Gathers a descriptor; where no link is, nothing.</summary>
    public void Add(in Departure departure)
    {
        if (Stops == 0) return;
        Bytes += departure.Bytes;
        _gathered.Add(departure.Ttl <= maxTtl ? departure : departure with { Ttl = maxTtl });
    }

    /// <summary>What has gathered, once; null for nothing.</summary>
    public SendDescriptors? Take()
    {
        if (_gathered.Count == 0) return null;
        var descriptors = _gathered.ToImmutable();
        _gathered.Clear();
        Bytes = 0;
        return new(descriptors);
    }
}
