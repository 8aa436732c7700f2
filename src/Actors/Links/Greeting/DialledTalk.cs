using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Links.Greeting;

/// <summary>The dialler's side of a 0.6 greeting: CONNECT, hear the answer, answer that (0.6 draft, "Handshake").</summary>
internal sealed class DialledTalk(OwnGreeting own, PeerAddress remote) : GreetingTalk
{
    private GreetingStep _afterSaying = new GreetingStep.Listen();
    private HeaderFields _theirs = HeaderFields.None;
    private NeighbourTraits _traits = NeighbourTraits.Legacy;
    private bool _answered;

    /// <summary>Whoever closes on a 0.6 CONNECT without a word, or answers it in another form, may be a servent of 0.4.</summary>
    public override bool MayBeOlder => !_answered;

    public override GreetingStep Begin() => new GreetingStep.Say(own.Connect(remote));

    public override GreetingStep OnSaid() => _afterSaying;

    public override GreetingStep OnHeard(GreetingBlock block)
    {
        var line = block.Line;
        if (_answered || line.Kind != GreetingKind.Answer || !line.IsModern)
            return UnknownGreeting(block, "an answer to \"GNUTELLA CONNECT/0.6\" begins with \"GNUTELLA/0.6\" and a code");
        _answered = true;
        if (!line.IsAccepted) return Refused(block);
        _theirs = block.Headers;
        var inflates = _theirs.SendsDeflate();
        if (inflates && !own.Deflates) return DeflatesUnasked;
        var introduction = GreetingReading.Read(_theirs, own.Mode);
        _traits = introduction.Traits with { DeflatesIn = inflates, DeflatesOut = own.Deflates && _theirs.AcceptsDeflate() };
        return new GreetingStep.AskForPlace(introduction with { Traits = _traits });
    }

    public override GreetingStep OnJudged(PlaceJudged judged)
    {
        if (judged.Refusal is { } refusal)
        {
            _afterSaying = new GreetingStep.LetGo(refusal);
            return new GreetingStep.Say(OwnGreeting.Refuse(remote, refusal, judged.HostsToTry));
        }

        _afterSaying = new GreetingStep.Carry(_traits);
        return new GreetingStep.Say(own.Finish(_theirs, judged.HostsToTry));
    }
}

/// <summary>The dialler's side of a 0.4 greeting: one line, and one in answer (0.4, "Establishing a connection").</summary>
internal sealed class DialledLegacyTalk : GreetingTalk
{
    public override GreetingStep Begin() => new GreetingStep.Say(GreetingBlock.Connect04);

    public override GreetingStep OnSaid() => new GreetingStep.Listen();

    public override GreetingStep OnHeard(GreetingBlock block) =>
        block.Line.Kind == GreetingKind.Ok04 ? new GreetingStep.AskForPlace(Introduction.Legacy) : Refused(block);

    /// <summary>0.4 has no third turn to refuse in, so a refusal is a close.</summary>
    public override GreetingStep OnJudged(PlaceJudged judged) => judged.Refusal is { } refusal
        ? new GreetingStep.GiveUp(refusal.Reason, refusal.Text)
        : new GreetingStep.Carry(NeighbourTraits.Legacy);
}
