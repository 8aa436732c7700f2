using PeerActors.Actors.Transports;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Links.Greeting;

/// <summary>The side of whoever was dialled, in the dialect that the dialler begins with.</summary>
internal sealed class AcceptedTalk(OwnGreeting own, PeerAddress remote) : GreetingTalk
{
    private GreetingStep _afterSaying = new GreetingStep.Listen();
    private HeaderFields _theirs = HeaderFields.None;
    private NeighbourTraits _traits = NeighbourTraits.Legacy;
    private bool _heard;
    private bool _accepted;

    public override GreetingStep Begin() => new GreetingStep.Listen();

    public override GreetingStep OnSaid() => _afterSaying;

    public override GreetingStep OnHeard(GreetingBlock block) => _accepted ? OnAnswer(block) : OnConnect(block);

    /// <summary>Whoever has greeted us badly is told why. Behind our answer there is no turn for that.</summary>
    public override GreetingStep OnFailed(WireFailed failed) =>
        !_heard && failed.Reason is LinkCloseReason.BadBytes or LinkCloseReason.TooLarge or LinkCloseReason.UnknownGreeting
            ? Refuse(failed.Reason, failed.Detail)
            : base.OnFailed(failed);

    public override GreetingStep OnJudged(PlaceJudged judged)
    {
        var isLegacy = _traits.Dialect == LinkDialect.Gnutella04;
        if (judged.Refusal is { } refusal)
        {
            _afterSaying = new GreetingStep.LetGo(refusal);
            return new GreetingStep.Say(isLegacy ? GreetingBlock.Refuse(refusal.Code, refusal.Text) : OwnGreeting.Refuse(remote, refusal, judged.HostsToTry));
        }

        _accepted = true;
        _afterSaying = isLegacy ? new GreetingStep.Carry(_traits) : new GreetingStep.Listen();
        return new GreetingStep.Say(isLegacy ? GreetingBlock.Ok04 : own.Accept(remote, _theirs, judged.HostsToTry));
    }

    private GreetingStep OnConnect(GreetingBlock block)
    {
        _heard = true;
        var line = block.Line;
        if (line.Kind != GreetingKind.Connect || line.IsUndefined)
            return Refuse(LinkCloseReason.UnknownGreeting, DescribeUnknown(block, "we expect \"GNUTELLA CONNECT/0.6\" or \"GNUTELLA CONNECT/0.4\""));
        if (!line.IsModern) return new GreetingStep.AskForPlace(Introduction.Legacy);
        if (own.Dialect == LinkDialect.Gnutella04)
            return Refuse(LinkCloseReason.UnknownGreeting, DescribeUnknown(block, "we speak \"GNUTELLA CONNECT/0.4\" only (links.dialect)"));
        _theirs = block.Headers;
        var introduction = GreetingReading.Read(block.Headers, own.Mode);
        _traits = introduction.Traits;
        return new GreetingStep.AskForPlace(introduction);
    }

    private GreetingStep.Say Refuse(LinkCloseReason reason, string detail)
    {
        var refusal = new LinkRefusal(reason, LinkRefusal.BadRequest, detail);
        _afterSaying = new GreetingStep.LetGo(refusal);
        return new GreetingStep.Say(own.Dialect == LinkDialect.Gnutella04 ? GreetingBlock.Refuse(refusal.Code, refusal.Text) : OwnGreeting.Refuse(remote, refusal, NamedHosts.None));
    }

    private GreetingStep OnAnswer(GreetingBlock block)
    {
        var line = block.Line;
        if (line.Kind != GreetingKind.Answer || !line.IsModern) return UnknownGreeting(block, "the dialler's second turn begins with \"GNUTELLA/0.6\" and a code");
        if (!line.IsAccepted) return Refused(block);
        var inflates = block.Headers.SendsDeflate();
        if (inflates && !own.Deflates) return DeflatesUnasked;
        return new GreetingStep.Carry(_traits with { DeflatesIn = inflates, DeflatesOut = own.Deflates && _theirs.AcceptsDeflate() });
    }
}
