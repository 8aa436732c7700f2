using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.PeerLinks;

/// <summary>What a connection actor of a peer link is made for.</summary>
/// <param name="Link">The link's number.</param>
/// <param name="Peer">Who is there, or must be.</param>
/// <param name="Remote">Where to dial, or the far end as seen.</param>
/// <param name="Hello">What we say first.</param>
/// <param name="Wire">The accepted connection; null to dial.</param>
internal sealed record PeerConnectionOrder(LinkId Link, PeerId Peer, PeerAddress Remote, HelloFrame Hello, IWire? Wire)
{
    public LinkDirection Direction => Wire is null ? LinkDirection.Outbound : LinkDirection.Inbound;
}

/// <summary>Both hellos are there and go together; <see cref="CarryOn"/> or <see cref="CloseLink"/> answers.</summary>
/// <param name="Link">Which link.</param>
/// <param name="Hello">What the peer said.</param>
/// <param name="Version">What the link speaks.</param>
/// <param name="Endpoint">Where the peer listens, in its own words.</param>
internal sealed record PeerGreeted(LinkId Link, HelloFrame Hello, int Version, EndpointRecord? Endpoint);

/// <summary>This link is the one of its peer.</summary>
/// <param name="Messages">Kept ones, to be sent first.</param>
/// <param name="Services">Who takes messages between services; null when nobody does.</param>
internal sealed record CarryOn(ImmutableArray<KeptMessage> Messages, IActorRef? Services);

/// <summary>Another one takes messages between services from now on, or nobody; what was given to the one before is looked at.</summary>
internal sealed record ServicesAre(IActorRef? Services);

/// <summary>Send messages; sequence 0 promises nothing.</summary>
internal sealed record CarryMessages(ImmutableArray<KeptMessage> Messages);

/// <summary>Messages came; <see cref="LookedAt"/> gives back their credit.</summary>
internal sealed record MessagesCame(LinkId Link, ImmutableArray<KeptMessage> Messages);

/// <summary>So much of each class was looked at.</summary>
internal sealed record LookedAt(PerClass<int> Costs);

/// <summary>Tell the peer that all of a class up to this has arrived.</summary>
internal sealed record Acknowledge(UrgencyClass Class, ulong Received);

/// <summary>The peer has all of a class up to this.</summary>
internal sealed record PeerConfirmed(LinkId Link, UrgencyClass Class, ulong Received);

/// <summary>Nobody here understands messages of this manifest; tell the peer.</summary>
internal sealed record SayNotUnderstood(string Manifest);

/// <summary>Who is told of messages, by manifest.</summary>
internal sealed record ConsumersChanged(ImmutableDictionary<string, IActorRef> Consumers);

/// <summary>Asks a slot for its view; <see cref="SlotDescribed"/> answers.</summary>
internal sealed record DescribeSlot(RequestId Request);

/// <summary>A slot as it stands.</summary>
internal sealed record SlotDescribed(RequestId Request, PeerLinkView View);
