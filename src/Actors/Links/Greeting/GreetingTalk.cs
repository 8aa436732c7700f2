using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Links.Greeting;

/// <summary>
/// One side of a greeting: told what happened, it says what to do next, and does nothing itself. Owned by one connection, which
/// carries out the steps one after another.
/// </summary>
internal abstract class GreetingTalk
{
    /// <summary>The first step.</summary>
    public abstract GreetingStep Begin();

    /// <summary>What was to be said is on its way.</summary>
    public abstract GreetingStep OnSaid();

    /// <summary>The far side said something.</summary>
    public abstract GreetingStep OnHeard(GreetingBlock block);

    /// <summary>What the far side said is no greeting, or too much of one; or the connection broke. By default there is nothing to say to that.</summary>
    public virtual GreetingStep OnFailed(WireFailed failed) => new GreetingStep.GiveUp(failed.Reason, failed.Detail);

    /// <summary>The manager has judged.</summary>
    public abstract GreetingStep OnJudged(PlaceJudged judged);

    /// <summary>True when the far side, should it close or answer otherwise now, may be a servent that speaks an older dialect only.</summary>
    public virtual bool MayBeOlder => false;

    /// <summary>The far side named another first line than any that belongs here.</summary>
    protected static GreetingStep UnknownGreeting(GreetingBlock block, string expected) =>
        new GreetingStep.GiveUp(LinkCloseReason.UnknownGreeting, DescribeUnknown(block, expected));

    /// <summary>The same in words.</summary>
    protected static string DescribeUnknown(GreetingBlock block, string expected) => $"it greeted with \"{WireText.Clean(block.FirstLine)}\"; {expected}";

    /// <summary>The far side deflates for somebody who has not said that it inflates.</summary>
    protected static GreetingStep DeflatesUnasked { get; } =
        new GreetingStep.GiveUp(LinkCloseReason.UnknownGreeting, "it deflates what it sends, which we did not offer to inflate (links.deflate)");

    /// <summary>The far side answered other than with OK.</summary>
    protected static GreetingStep Refused(GreetingBlock block) =>
        new GreetingStep.GiveUp(LinkCloseReason.RefusedByRemote, $"it answered \"{WireText.Clean(block.FirstLine)}\"");
}
