using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.PeerLinks;

/// <summary>Something the room of peer links is told to do.</summary>
public interface IPeerLinkCommand;

/// <summary>Hold a link to a peer from now on: dial it now, and again whenever there is none.</summary>
/// <param name="Peer">Who must be there; whoever else answers is refused.</param>
/// <param name="Remote">Where it listens.</param>
public sealed record OpenPeerLink(PeerId Peer, PeerAddress Remote) : IPeerLinkCommand;

/// <summary>Close the link to a peer with a Bye, and dial it no more.</summary>
/// <param name="Peer">Which.</param>
/// <param name="Detail">Why, for people.</param>
public sealed record ClosePeerLink(PeerId Peer, string Detail) : IPeerLinkCommand;

/// <summary>Send a message to a peer. What is not reliable is dropped, and counted, when there is no link or no room; the other is kept until the
/// peer has it, and refused with <see cref="PeerMessageRefused"/> when too much is kept already.</summary>
/// <param name="Request">Repeated by a refusal.</param>
/// <param name="Peer">To whom.</param>
/// <param name="Class">How urgent.</param>
/// <param name="Manifest">What kind of message; never the name of a type.</param>
/// <param name="Payload">As its codec made it.</param>
/// <param name="Reliable">Once, in order, whatever happens to links while both peers run.</param>
public sealed record SendPeerMessage(RequestId Request, PeerId Peer, UrgencyClass Class, string Manifest, Payload Payload, bool Reliable) : IPeerLinkCommand;

/// <summary>The message was not taken; or it was kept, and the peer was linked anew and takes no message that large any more.</summary>
/// <param name="Request">Of the <see cref="SendPeerMessage"/> that it answers.</param>
/// <param name="Why">What was seen and what is allowed.</param>
public sealed record PeerMessageRefused(RequestId Request, string Why);

/// <summary>Tell the sender of this of every message with such a manifest.</summary>
/// <param name="Manifest">Which.</param>
public sealed record ReceivePeerMessages(string Manifest) : IPeerLinkCommand;

/// <summary>Messages came from a peer. <see cref="PeerMessagesTaken"/> answers with the same number, and only then may the peer send as much again.</summary>
/// <param name="Delivery">Of this delivery.</param>
/// <param name="Peer">From whom.</param>
/// <param name="Manifest">What kind.</param>
/// <param name="Payloads">In order.</param>
public sealed record PeerMessagesArrived(RequestId Delivery, PeerId Peer, string Manifest, ImmutableArray<Payload> Payloads);

/// <summary>Messages were looked at.</summary>
/// <param name="Delivery">Of the <see cref="PeerMessagesArrived"/> that it answers.</param>
public sealed record PeerMessagesTaken(RequestId Delivery);
