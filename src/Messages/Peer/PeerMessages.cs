using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Peer;

/// <summary>The peer is up: every room runs and the port is open.</summary>
/// <param name="Peer">Its servent GUID.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Address">Where it listens.</param>
public sealed record PeerUp(ServentId Peer, string Name, PeerAddress Address);

/// <summary>The peer could not come up, or an unknown failure ended it.</summary>
/// <param name="Why">In words, with the setting concerned.</param>
public sealed record PeerFailed(string Why);

/// <summary>Leave in order: Bye to neighbours, state saved. <see cref="PeerLeft"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record LeaveNetwork(RequestId Request);

/// <summary>Neighbours were told and state is saved; the actor system can end.</summary>
/// <param name="Request">Of the command.</param>
/// <param name="LinksLeft">How many neighbours were told.</param>
/// <param name="HostsSaved">How many hosts were stored.</param>
/// <param name="Problems">What could not be saved, and why.</param>
public sealed record PeerLeft(RequestId Request, int LinksLeft, int HostsSaved, ImmutableArray<string> Problems);
