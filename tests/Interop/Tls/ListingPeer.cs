using PeerActors.Actors.Peer;
using PeerActors.Interop.Curl;

namespace PeerActors.Interop.Tls;

/// <summary>A peer that lists its files to one address as often as it is asked.</summary>
public sealed class ListingPeer : SharingPeer
{
    protected override PeerSettings Adjust(PeerSettings settings) => settings with { Browse = settings.Browse with { Interval = TimeSpan.Zero } };
}
