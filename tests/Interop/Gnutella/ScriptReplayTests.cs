using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Interop.Gnutella;

/// <summary>
/// What scripts once said to a real servent is said to our peer, which shares the same files; its answers must mean what the servent's meant.
/// </summary>
public class ScriptReplayTests
{
    private static readonly DescriptorId LastQuery = new(0x1A57, 0x0E11);
    private static readonly DescriptorId LastPing = new(0x1A57, 0x0E12);

    /// <summary>Of the servent's large file, whose content nobody kept.</summary>
    private const string HashOfTheLostFile = "urn:sha1:6CIZ6KQOMIZH7ACPC5Y4AOSWWS7FW3W3";

    /// <summary>The servent takes the beginning of a word for the word ("big" for "bigfile"); we look up whole words.</summary>
    private const string BeginningOfAWord = " big";

    public static TheoryData<string> Links =>
    [
        "session_up", "session_none", "session_leaf", "sessionq_up", "session_search_up", "session_search_none", "session_search_leaf", "session_search_updq",
        "session_search_leafqr+q", "session_search_upfull+q", "multi_up", "multi_updq", "multi_leaf", "multi_leafqr", "multi_leafqr+q", "multi_upfull", "multi_upfull+q",
    ];

    [Theory, MemberData(nameof(Links))]
    public async Task The_same_greeting_is_accepted_and_the_same_queries_and_pings_are_answered(string session)
    {
        await using var peer = await RecordedShare.Start();
        var (script, servent) = (Recording.Open($"{session}.c2s"), Recording.Open($"{session}.s2c"));
        var ours = await Replay(peer, script);

        Assert.Equal(servent.Greeting[0].Line.Code, ours.Greeting[0].Line.Code);
        Assert.Equal(servent.Greeting[0].Headers.SendsDeflate(), ours.Greeting[0].Headers.SendsDeflate());
        Assert.Equal(Ponged(servent, script), Ponged(ours, script));
        foreach (var query in script.All<Query>().Where(static q => !IsOddToThem(q)))
            Assert.True(MeansTheSame(query, FilesFor(servent, query), FilesFor(ours, query)), $"\"{query.Text}\" with flags {query.Flags:x}: the servent named [{string.Join(", ", FilesFor(servent, query))}], we [{string.Join(", ", FilesFor(ours, query))}]");
        Assert.DoesNotContain(ours.Descriptors, static d => d is Bye);
    }

    [Fact]
    public async Task Unusual_descriptors_are_answered_or_skipped_and_the_link_stays()
    {
        await using var peer = await RecordedShare.Start();
        var (script, servent) = (Recording.Open("session_odd.c2s"), Recording.Open("session_odd.s2c"));
        var ours = await Replay(peer, script);
        Assert.DoesNotContain(ours.Descriptors, static d => d is Bye);
        foreach (var query in script.All<Query>().Where(static q => !q.ReadExtensions().Hashes.Any(static h => h.Urn == HashOfTheLostFile)))
        {
            // Which files are new is for each servent to say.
            if (query.ReadExtensions().AsksWhatIsNew) Assert.NotEmpty(FilesFor(ours, query));
            if (query.ReadExtensions().AsksWhatIsNew || query.Text.EndsWith(BeginningOfAWord, StringComparison.Ordinal)) continue;
            var (theirs, own) = (FilesFor(servent, query), FilesFor(ours, query));
            Assert.True(theirs.IsSubsetOf(own), $"\"{query.Text}\": the servent named [{string.Join(", ", theirs)}], we [{string.Join(", ", own)}]");
        }

        var known = script.All<Ping>().Where(static p => p.Payload.Length == 7).Select(static p => p.Id);
        Assert.Superset(known.ToHashSet(), ours.All<Pong>().Select(static p => p.Id).ToHashSet());
        Assert.Contains(ours.All<VendorMessage>(), static m => m.Type == MessagesSupported.Its);
    }

    [Theory]
    [InlineData("session_bye_rx_leafrelay", 414)]
    [InlineData("session_bye_rx_oversize", 400)]
    public async Task Whoever_breaks_the_rules_gets_the_same_Bye(string session, int code)
    {
        await using var peer = await RecordedShare.Start();
        var servent = Recording.Open($"{session}.s2c");
        Assert.Equal(code, servent.All<Bye>().Single().Code);
        using var wire = await Greet(peer, Recording.Open($"{session}.c2s"));
        await wire.Send(Recording.Write(Recording.Open($"{session}.c2s").Descriptors));
        var ours = Recording.Of(await wire.ReadToEnd());
        Assert.Equal(code, ours.All<Bye>().Single().Code);
    }

    [Theory, InlineData("session_bye_tx_ttl1"), InlineData("session_bye_tx_ttl7")]
    public async Task A_Bye_ends_the_link_without_a_word(string session)
    {
        await using var peer = await RecordedShare.Start();
        using var wire = await Greet(peer, Recording.Open($"{session}.c2s"));
        await wire.Send(Recording.Write(Recording.Open($"{session}.c2s").Descriptors));
        Assert.DoesNotContain(Recording.Of(await wire.ReadToEnd()).Descriptors, static d => d is Bye);
        Assert.Equal(LinkCloseReason.ByeReceived, (await peer.Closed()).Reason);
    }

    [Theory, InlineData("link_up_ua"), InlineData("link_none"), InlineData("link_leaf_defl")]
    public async Task A_link_that_says_nothing_is_greeted_and_kept(string link)
    {
        await using var peer = await RecordedShare.Start();
        var ours = await Replay(peer, Recording.Open($"{link}.out"));
        Assert.Equal(200, ours.Greeting[0].Line.Code);
        Assert.Equal(Recording.Open($"{link}.in").Greeting[0].Headers.SendsDeflate(), ours.Greeting[0].Headers.SendsDeflate());
    }

    [Fact]
    public async Task A_push_is_answered_by_a_connection_that_gives_the_file()
    {
        await using var peer = await RecordedShare.Start();
        using var port = new Port();
        var script = Recording.Open("session_push.c2s");
        using var wire = await Greet(peer, script);
        await wire.Send(Recording.Write([script.All<Query>().Single()]));
        QueryHit? hit = null;
        await wire.ReadUntil(bytes => (hit = Recording.Of(bytes).All<QueryHit>().FirstOrDefault()) is not null);

        // The recorded push, with the sharer that we are and the port that we wait at.
        var push = script.All<Push>().First();
        await wire.Send(Recording.Write([Push.Create(push.Id, push.Ttl, hit!.Sharer, hit.ReadFiles().Single().Index, port.Address)]));
        using var given = await port.Accept();
        await given.ReadUntil(static bytes => bytes.AsSpan().EndsWith("\n\n"u8));
        var recorded = System.Text.Encoding.Latin1.GetString(Recording.Bytes("http/push_idx_giv.s2c")).Split(':', '/');
        var giv = System.Text.Encoding.Latin1.GetString(given.Received).Split(':', '/');
        Assert.Equal("GIV 6", recorded[0]);
        Assert.Equal($"GIV {hit.ReadFiles().Single().Index}", giv[0]);
        Assert.Equal($"{hit.Sharer}", giv[1]);

        // What the script then asked of the servent: a file by its number, under another name.
        await given.Send(Recording.Bytes("http/push_idx_get.c2s"));
        await given.ReadUntil(static bytes => bytes.AsSpan().IndexOf("\r\n\r\n"u8) >= 0);
        var answer = HttpAnswer.Read(given.Received.AsSpan(given.Received.AsSpan().IndexOf("HTTP/"u8)).ToArray())!;
        Assert.Equal(HttpAnswer.Read(Recording.Bytes("http/push_idx_get.s2c"))!.Status, answer.Status);
    }

    /// <summary>Says all that the script said, then asks for the landmark and pings: when both are answered, so is all before.</summary>
    private static async Task<Recording> Replay(RecordedShare peer, Recording script)
    {
        using var wire = await Greet(peer, script);
        await wire.Send(Recording.Write(script.Descriptors));
        await wire.Send(Recording.Write([Query.Create(LastQuery, 1, "landmark")]));
        Assert.True(await wire.ReadUntil(static bytes => Recording.Of(bytes).All<QueryHit>().Any(static h => h.Id == LastQuery)), "the peer hung up");
        await wire.Send(Recording.Write([new Ping(LastPing, 1, 0)]));
        Assert.True(await wire.ReadUntil(static bytes => Recording.Of(bytes).All<Pong>().Any(static p => p.Id == LastPing)), "the peer hung up");
        return Recording.Of(wire.Received);
    }

    /// <summary>Of several files of one content the servent names one, and we all; and a hash asked for again in another form it leaves unanswered.</summary>
    private static bool MeansTheSame(Query query, HashSet<string> theirs, HashSet<string> ours) =>
        query.ReadExtensions().Hashes.IsEmpty ? theirs.SetEquals(ours) : theirs.IsSubsetOf(ours);

    /// <summary>The servent said nothing to a query with a GGEP block H of one byte, which we read as the wish for hashes that it is.</summary>
    private static bool IsOddToThem(Query query) => query.ReadExtensions().Ggep.Has("H");

    private static async Task<Wire> Greet(RecordedShare peer, Recording script)
    {
        var wire = await Wire.To(peer.Address);
        await wire.Send(Recording.Write(script.Greeting[0]));
        await wire.ReadUntil(static bytes => Recording.Of(bytes).Greeting.Length == 1);
        await wire.Send(Recording.Write(script.Greeting[1]));
        return wire;
    }

    /// <summary>Which of the script's pings were answered by the servent itself.</summary>
    private static SortedSet<string> Ponged(Recording answers, Recording script)
    {
        var pings = script.All<Ping>().Select(static p => p.Id).ToHashSet();
        return [.. answers.All<Pong>().Where(p => pings.Contains(p.Id)).Select(static p => $"{p.Id}")];
    }

    private static HashSet<string> FilesFor(Recording answers, Query query) =>
        [.. answers.All<QueryHit>().Where(h => h.Id == query.Id).SelectMany(static h => h.ReadFiles()).Select(static f => $"{f.Name} ({f.Size} bytes)")];
}
