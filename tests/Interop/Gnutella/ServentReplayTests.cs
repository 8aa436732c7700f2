using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;

namespace PeerActors.Interop.Gnutella;

/// <summary>Our peer dials a port that plays a recorded servent: it must greet so that the servent's answer is one to it, and make sense of what comes.</summary>
public class ServentReplayTests
{
    private static readonly DescriptorId LastPing = new(0x1A57, 0x0E12);
    private const string Ballad = "served by a peer of another kind, three verses long\n";

    public static TheoryData<string> Accepting =>
    [
        "session_up.s2c", "session_none.s2c", "session_odd.s2c", "session_push.s2c", "sessionq_up.s2c", "session_search_up.s2c", "session_search_upfull+q.s2c",
        "dl_s1.s2c", "dl_s2.s2c", "multi_up.s2c", "multi_updq.s2c", "multi_upfull.s2c", "multi_upfull+q.s2c", "link_up.in", "link_up_full.in", "link_up_ua.in", "link_none.in",
        "session_leaf.s2c", "session_search_leaf.s2c", "session_search_leafqr+q.s2c", "multi_leaf.s2c", "multi_leafqr.s2c", "multi_leafqr+q.s2c", "link_leaf_defl.in",
    ];

    [Theory, MemberData(nameof(Accepting))]
    public async Task A_servent_that_accepts_is_a_neighbour_whatever_it_sends(string session)
    {
        await using var peer = await RecordedShare.Start();
        using var port = new Port();
        using var wire = await Dialled(peer, port, session);
        var theirs = Recording.Open(session);
        await wire.Send(Behind(session));
        var deflates = theirs.Greeting[0].Headers.SendsDeflate();
        var pings = theirs.All<Ping>().Select(static p => p.Id).ToHashSet();
        if (!deflates)
        {
            await wire.Send(Recording.Write([new Ping(LastPing, 1, 0)]));
            pings.Add(LastPing);
        }

        await wire.ReadUntil(bytes => pings.IsSubsetOf(Recording.Of(bytes).All<Pong>().Select(static p => p.Id)));
        LinkView? link = null;
        await Waiting.For(async () => (link = Assert.Single((await peer.Gateway.Links()).Links)).State != LinkState.Greeting, Wire.Patience);
        Assert.Equal(LinkState.Carrying, link!.State);
        Assert.Equal((LinkDialect.Gnutella06, PeerMode.Ultrapeer, deflates), (link.Traits!.Dialect, link.Traits.Mode, link.Traits.DeflatesIn));
        Assert.StartsWith("gtk-gnutella/1.2.3", link.Traits.Agent, StringComparison.Ordinal);
    }

    [Theory, InlineData("session_bye_rx_leafrelay.s2c", "414"), InlineData("session_bye_rx_oversize.s2c", "400")]
    public async Task A_servents_Bye_is_heard_with_its_reason(string session, string code)
    {
        await using var peer = await RecordedShare.Start();
        using var port = new Port();
        using var wire = await Dialled(peer, port, session);
        await wire.Send(Behind(session));
        var closed = await peer.Closed();
        Assert.Equal(LinkCloseReason.ByeReceived, closed.Reason);
        Assert.StartsWith($"Bye {code} ", closed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_servents_search_is_answered_and_its_push_is_followed_by_the_file()
    {
        const string name = "wombats1 ballad 607.txt";
        await using var peer = await RecordedShare.Start(null, (name, Ballad));
        using var port = new Port();
        using var wire = await Dialled(peer, port, "dl_s1.s2c");
        var theirs = Recording.Open("dl_s1.s2c");
        await wire.Send(Recording.Write(theirs.All<Query>()));
        QueryHit? hit = null;
        await wire.ReadUntil(bytes => (hit = Recording.Of(bytes).All<QueryHit>().FirstOrDefault()) is not null);
        Assert.Equal((theirs.All<Query>().Single().Id, name), (hit!.Id, hit.ReadFiles().Single().Name));

        // Its push, with the sharer that we are and the port that the test waits at; index 0 and all that follows as recorded.
        var push = theirs.All<Push>().Single();
        using var pushed = new Port();
        await wire.Send(Recording.Write([Push.Create(push.Id, push.Ttl, hit.Sharer, push.File, pushed.Address)]));
        using var given = await pushed.Accept();
        await given.ReadUntil(static bytes => bytes.AsSpan().EndsWith("\n\n"u8));
        Assert.StartsWith($"GIV 0:{hit.Sharer}/", System.Text.Encoding.Latin1.GetString(given.Received), StringComparison.Ordinal);
        var before = given.Received.Length;
        await given.Send(Recording.Bytes("http/dl_s1_giv_http.req0"));
        await given.ReadUntil(bytes => HttpAnswer.Read(bytes[before..]) is { IsWhole: true });
        var answer = HttpAnswer.Read(given.Received[before..])!;
        Assert.Equal((200, Ballad), (answer.Status, System.Text.Encoding.UTF8.GetString(answer.Body)));
    }

    [Theory]
    [InlineData("hs_toleaf_none.resp", "204")]
    [InlineData("hs_up_c06_leaf.resp", "403")]
    public async Task A_servent_that_refuses_is_left_in_peace(string answer, string code)
    {
        await using var peer = await RecordedShare.Start();
        using var port = new Port();
        peer.Gateway.OpenLink(port.Address);
        using var wire = await port.Accept();
        await wire.ReadUntil(static bytes => Recording.Of(bytes).Greeting.Length == 1);
        await wire.Send(Recording.Bytes($"handshakes/{answer}"));
        Assert.Single(Recording.Of(await wire.ReadToEnd()).Greeting);
        var closed = await peer.Closed();
        Assert.Equal(LinkCloseReason.RefusedByRemote, closed.Reason);
        Assert.Contains(code, closed.Detail, StringComparison.Ordinal);
    }

    /// <summary>The peer dials, and the recorded servent answers its greeting.</summary>
    private static async Task<Wire> Dialled(RecordedShare peer, Port port, string session)
    {
        peer.Gateway.OpenLink(port.Address);
        var wire = await port.Accept();
        await wire.ReadUntil(static bytes => Recording.Of(bytes).Greeting.Length == 1);
        Assert.Equal("GNUTELLA CONNECT/0.6", Recording.Of(wire.Received).Greeting[0].FirstLine);
        await wire.Send(Recording.Write(Recording.Open(session).Greeting[0]));
        await wire.ReadUntil(static bytes => Recording.Of(bytes).Greeting.Length == 2);
        Assert.Equal("GNUTELLA/0.6 200 OK", Recording.Of(wire.Received).Greeting[1].FirstLine);
        return wire;
    }

    /// <summary>What the servent sent behind its greeting, deflated as it was.</summary>
    private static byte[] Behind(string session) => Recording.Bytes($"sessions/{session}")[Recording.Write(Recording.Open(session).Greeting[0]).Length..];
}
