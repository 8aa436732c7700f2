using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Links.Greeting;

/// <summary>Who the far side says it is.</summary>
/// <param name="Traits">What it said of itself.</param>
/// <param name="Servent">Its servent GUID; null when it named none.</param>
/// <param name="Listening">Where it says that it listens; null when it did not say.</param>
internal sealed record Introduction(NeighbourTraits Traits, ServentId? Servent, PeerAddress? Listening)
{
    /// <summary>A 0.4 greeting says nothing of who sends it.</summary>
    public static Introduction Legacy { get; } = new(NeighbourTraits.Legacy, null, null);
}

/// <summary>A connection asks its manager whether the far side may have a place; <see cref="PlaceJudged"/> answers.</summary>
internal sealed record AskForPlace(LinkId Link, Introduction Introduction);

/// <summary>Whether the far side may have a place.</summary>
/// <param name="Refusal">Why not; null when it may.</param>
/// <param name="HostsToTry">Others that it could dial; told in either case.</param>
internal sealed record PlaceJudged(LinkRefusal? Refusal, NamedHosts HostsToTry);

/// <summary>A greeting named hosts; told to the manager, once the far side was given a place, or at once where we dialled.</summary>
internal sealed record HostsTold(LinkId Link, NamedHosts Hosts);
