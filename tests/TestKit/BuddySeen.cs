using PeerActors.Messages.Buddies;

namespace PeerActors.TestKit;

/// <summary>How a peer of a scenario sees one of its buddies from some moment on.</summary>
/// <param name="At">Time since the start of the scenario.</param>
/// <param name="Buddy">The entry of its roster.</param>
public sealed record BuddySeen(TimeSpan At, BuddyView Buddy);
