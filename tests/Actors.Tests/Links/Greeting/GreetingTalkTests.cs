using PeerActors.Actors.Links;
using PeerActors.Actors.Links.Greeting;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Tests.Links.Greeting;

public class GreetingTalkTests
{
    private static readonly LinkRefusal Full = new(LinkCloseReason.TooManyLinks, 503, "Too many links, at most 2");
    private static readonly PeerAddress Other = new(0x0A00_0009, 6399);

    [Theory]
    [InlineData(PeerMode.Ultrapeer, PeerMode.Ultrapeer, true, true)]
    [InlineData(PeerMode.Leaf, PeerMode.Ultrapeer, true, true)]
    [InlineData(PeerMode.Plain, PeerMode.Ultrapeer, true, false)]
    [InlineData(PeerMode.Ultrapeer, PeerMode.Plain, false, true)]
    [InlineData(PeerMode.Ultrapeer, PeerMode.Leaf, false, false)]
    public void Both_learn_what_the_other_is_and_deflate_only_when_both_can(PeerMode one, PeerMode other, bool oneDeflates, bool otherDeflates)
    {
        var (dialler, acceptor) = Stage.Play(Dialled(one, oneDeflates), Accepted(other, otherDeflates));
        var (seenByDialler, seenByAcceptor) = (Traits(dialler), Traits(acceptor));
        var both = oneDeflates && otherDeflates;
        Assert.Equal((other, one, both, both), (seenByDialler.Mode, seenByDialler.OwnMode, seenByDialler.DeflatesIn, seenByDialler.DeflatesOut));
        Assert.Equal((one, other, both, both), (seenByAcceptor.Mode, seenByAcceptor.OwnMode, seenByAcceptor.DeflatesIn, seenByAcceptor.DeflatesOut));
        Assert.Equal(LinkDialect.Gnutella06, seenByAcceptor.Dialect);
        Assert.StartsWith("PeerActors/", seenByAcceptor.Agent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ultrapeer_says_all_that_a_shielded_leaf_of_today_asks_for()
    {
        var traits = Traits(Stage.Play(Dialled(PeerMode.Ultrapeer), Accepted(PeerMode.Leaf)).Acceptor);
        Assert.True(traits is { RoutesQueries: true, RoutesUltrapeerQueries: true, DynamicQuerying: true, PongCaching: true, VendorMessages: true, Ggep: true, Bye: true });
        Assert.Equal((10, (byte)4), (traits.Degree, traits.MaxTtl));
    }

    [Fact]
    public void Whoever_is_refused_by_the_acceptor_hears_why_and_where_else_to_try()
    {
        var talk = Dialled(PeerMode.Ultrapeer);
        var (dialler, acceptor) = Stage.Play(talk, Accepted(PeerMode.Ultrapeer), byAcceptor: Full, ultrapeers: [Other]);
        Assert.Equal(new GreetingStep.GiveUp(LinkCloseReason.RefusedByRemote, "it answered \"GNUTELLA/0.6 503 Too many links, at most 2\""), dialler);
        Assert.Equal(new GreetingStep.LetGo(Full), acceptor);
        Assert.False(talk.MayBeOlder);
    }

    [Fact]
    public void The_dialler_can_refuse_too_in_the_third_turn()
    {
        var (dialler, acceptor) = Stage.Play(Dialled(PeerMode.Leaf), Accepted(PeerMode.Plain), byDialler: Full);
        Assert.Equal(new GreetingStep.LetGo(Full), dialler);
        Assert.Equal(LinkCloseReason.RefusedByRemote, Assert.IsType<GreetingStep.GiveUp>(acceptor).Reason);
    }

    [Fact]
    public void The_dialler_names_hosts_in_its_last_turn()
    {
        var talk = Dialled(PeerMode.Ultrapeer);
        talk.Begin();
        talk.OnHeard(GreetingBlock.Answer06(200, "OK", HeaderFields.None.With("X-Ultrapeer", "True")));
        var said = Assert.IsType<GreetingStep.Say>(talk.OnJudged(new(null, new([Other], []))));
        Assert.Equal([Other], said.Block.Headers.HostsToTry().Ultrapeers.AsEnumerable());
    }

    [Fact]
    public void Ultrapeers_are_named_as_such_and_nobody_else_is()
    {
        var talk = Accepted(PeerMode.Ultrapeer);
        talk.OnHeard(GreetingBlock.Connect06(HeaderFields.None));
        var said = Assert.IsType<GreetingStep.Say>(talk.OnJudged(new(Full, new([Other], [Stage.AcceptorAddress]))));
        Assert.Equal(($"{Other}", $"{Stage.AcceptorAddress}"), (said.Block.Headers["X-Try-Ultrapeers"], said.Block.Headers["X-Try"]));
    }

    [Fact]
    public void A_greeting_of_0_4_is_answered_in_0_4()
    {
        var (dialler, acceptor) = Stage.Play(new DialledLegacyTalk(), Accepted(PeerMode.Ultrapeer));
        Assert.Equal(NeighbourTraits.Legacy, Traits(dialler));
        Assert.Equal(NeighbourTraits.Legacy, Traits(acceptor));
        (dialler, acceptor) = Stage.Play(new DialledLegacyTalk(), Accepted(PeerMode.Ultrapeer), byAcceptor: Full);
        Assert.Equal("it answered \"GNUTELLA 503 Too many links, at most 2\"", Assert.IsType<GreetingStep.GiveUp>(dialler).Detail);
        Assert.Equal(new GreetingStep.LetGo(Full), acceptor);
    }

    [Fact]
    public void A_servent_that_speaks_0_4_only_does_not_understand_0_6_and_may_be_dialled_again()
    {
        var talk = Dialled(PeerMode.Ultrapeer);
        var acceptor = new AcceptedTalk(Stage.Greeting(PeerMode.Plain, dialect: LinkDialect.Gnutella04), Stage.DiallerAddress);
        Assert.Contains("links.dialect", Assert.IsType<GreetingStep.LetGo>(Stage.Play(talk, acceptor).Acceptor).Refusal.Text, StringComparison.Ordinal);
        Assert.True(talk.MayBeOlder);
    }

    [Fact]
    public void A_later_0_6_is_0_6()
    {
        var talk = Accepted(PeerMode.Ultrapeer);
        Assert.IsType<GreetingStep.AskForPlace>(talk.OnHeard(new("GNUTELLA CONNECT/0.7")));
        Assert.Equal("GNUTELLA/0.6 200 OK", Assert.IsType<GreetingStep.Say>(talk.OnJudged(new(null, NamedHosts.None))).Block.FirstLine);
    }

    [Fact]
    public void What_an_ultrapeer_asks_of_others_is_noted()
    {
        var talk = Dialled(PeerMode.Ultrapeer);
        talk.Begin();
        var ask = Assert.IsType<GreetingStep.AskForPlace>(talk.OnHeard(GreetingBlock.Answer06(200, "OK", HeaderFields.None.With("X-Ultrapeer-Needed", "False"))));
        Assert.False(ask.Introduction.Traits.NeedsUltrapeers);
    }

    [Theory]
    [InlineData("GNUTELLA OK", "an answer to")]
    [InlineData("GNUTELLA CONNECT/0.6", "an answer to")]
    [InlineData("GNUTELLA/0.4 200 OK", "an answer to")]
    public void An_answer_in_another_form_is_no_greeting(string line, string expected)
    {
        var talk = Dialled(PeerMode.Ultrapeer);
        talk.Begin();
        var up = Assert.IsType<GreetingStep.GiveUp>(talk.OnHeard(new(line)));
        Assert.Equal(LinkCloseReason.UnknownGreeting, up.Reason);
        Assert.Contains(expected, up.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hs_up_c06_up_ua.resp", PeerMode.Ultrapeer)]
    [InlineData("hs_up_c06_none.resp", PeerMode.Ultrapeer)]
    [InlineData("hs_up_c06_up_defl.resp", PeerMode.Ultrapeer)]
    [InlineData("hs_toleaf_up_deg_dq.resp", PeerMode.Leaf)]
    public void A_real_servent_that_accepts_is_linked(string recorded, PeerMode theirs)
    {
        var (last, introduction, said) = Stage.Answer(Dialled(PeerMode.Ultrapeer), Recorded(recorded));
        var traits = Traits(last);
        Assert.Equal(theirs, traits.Mode);
        Assert.StartsWith("gtk-gnutella/", traits.Agent, StringComparison.Ordinal);
        Assert.NotNull(introduction!.Servent);
        Assert.Equal("GNUTELLA/0.6 200 OK", said[^1].FirstLine);
    }

    [Theory]
    [InlineData("hs_toleaf_none.resp", "204")]
    [InlineData("hs_up_c06_leaf.resp", "403")]
    public void A_real_servent_that_refuses_is_believed(string recorded, string code)
    {
        var up = Assert.IsType<GreetingStep.GiveUp>(Stage.Answer(Dialled(PeerMode.Plain), Recorded(recorded)).Last);
        Assert.Equal(LinkCloseReason.RefusedByRemote, up.Reason);
        Assert.Contains(code, up.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hs_up_c06_up_ua.req", PeerMode.Ultrapeer)]
    [InlineData("hs_up_c06_none.req", PeerMode.Plain)]
    [InlineData("hs_up_c06_lf_only.req", PeerMode.Ultrapeer)]
    [InlineData("hs_up_c06_leaf_ua.req", PeerMode.Leaf)]
    public void Whoever_dials_as_scripts_dialled_a_real_servent_is_asked_in(string recorded, PeerMode theirs)
    {
        var (_, introduction, said) = Stage.Answer(Accepted(PeerMode.Ultrapeer), Recorded(recorded));
        Assert.Equal(theirs, introduction!.Traits.Mode);
        Assert.Equal("GNUTELLA/0.6 200 OK", said[0].FirstLine);
    }

    private static NeighbourTraits Traits(GreetingStep last) => Assert.IsType<GreetingStep.Carry>(last).Traits;

    private static DialledTalk Dialled(PeerMode mode, bool deflates = true) => new(Stage.Greeting(mode, deflates), Stage.AcceptorAddress);

    private static AcceptedTalk Accepted(PeerMode mode, bool deflates = true) => new(Stage.Greeting(mode, deflates), Stage.DiallerAddress);

    private static byte[] Recorded(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "gnutella", "handshakes", name + ".bin"));
}
