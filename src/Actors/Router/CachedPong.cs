using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>What a pong told, to be told again.</summary>
/// <param name="Address">The host.</param>
/// <param name="Payload">As it came; shared by all answers that repeat it.</param>
/// <param name="Hops">How many links lie between that host and us.</param>
/// <param name="Room">The host's room, when it is an ultrapeer that tells.</param>
/// <param name="Until">From then on it is out of date.</param>
internal sealed record CachedPong(PeerAddress Address, Payload Payload, byte Hops, UltrapeerRoom? Room, long Until)
{
    /// <summary>The answer to a ping.</summary>
    public Departure Answer(Ping ping) => Departure.Of(Pong.Repeat(ping.Id, (byte)(ping.Hops + 1), Hops, Payload));
}
