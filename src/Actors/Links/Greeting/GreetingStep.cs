using PeerActors.Messages.Links;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Links.Greeting;

/// <summary>What a <see cref="GreetingTalk"/> wants done next.</summary>
internal abstract record GreetingStep
{
    /// <summary>Send this; the talk is told when the connection has taken it.</summary>
    internal sealed record Say(GreetingBlock Block) : GreetingStep;

    /// <summary>Wait for the far side's next block.</summary>
    internal sealed record Listen : GreetingStep;

    /// <summary>Ask the link manager whether this neighbour may have a place.</summary>
    internal sealed record AskForPlace(Introduction Introduction) : GreetingStep;

    /// <summary>The greeting is done.</summary>
    internal sealed record Carry(NeighbourTraits Traits) : GreetingStep;

    /// <summary>The refusal was said; whoever is refused closes, or is closed when the time for that is up.</summary>
    internal sealed record LetGo(LinkRefusal Refusal) : GreetingStep;

    /// <summary>There will be no link.</summary>
    internal sealed record GiveUp(LinkCloseReason Reason, string Detail) : GreetingStep;
}
