using Akka.Event;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Peer;

/// <summary>Whom a peer tells what happens. Each is called by an actor, so it must return at once; one that throws misses that event.</summary>
public sealed record PeerListener
{
    /// <summary>Links that open and close.</summary>
    public Action<ILinkEvent>? OnLink { get; init; }

    /// <summary>A peer that has shown its key is there, perhaps by another link than before.</summary>
    public Action<PeerReachable>? OnReachable { get; init; }

    /// <summary>Such a peer is there no more.</summary>
    public Action<PeerUnreachable>? OnUnreachable { get; init; }

    /// <summary>Somebody was denied something; at most <c>access.max-told</c> in a minute.</summary>
    public Action<AccessDenied>? OnDenied { get; init; }

    /// <summary>An entry of the roster that changed.</summary>
    public Action<BuddyChanged>? OnBuddy { get; init; }

    /// <summary>Every file found so far is offered.</summary>
    public Action<LibrarySettled>? OnLibrary { get; init; }

    /// <summary>What the actor system logs, within <c>akka.loglevel</c>.</summary>
    public Action<LogEvent>? OnLog { get; init; }
}
