using System.Text.Json.Nodes;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Host.Tests.Commands;

public sealed class BuddyCommandTests : WithRunningPeer
{
    private static readonly DateTimeOffset Then = new(2027, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly PeerId Alice = PeerId.Of("alice"u8);
    private static readonly PeerId Bob = PeerId.Of("bob"u8);
    private static readonly InvitationTicket Ticket = new(Bob, [new(PeerAddress.Loopback, 7)], Payload.Copy("0123456789abcdef"u8), Then);

    private static readonly BuddyView BobThere = new(Bob, "bob", BuddyConsent.Mutual, IsBlocked: false, PresenceState.Away)
    {
        Note = "lunch", Addresses = [new(PeerAddress.Loopback, 7)], Since = Then, LastSeen = Then, Devices = [new(Bob, "phone", PresenceState.Away)], Capabilities = ["files"],
    };

    [Fact]
    public async Task An_invitation_is_a_line_for_people_and_an_object_for_programs()
    {
        Gateway.BuddyAnswers = static asked => new InvitationGiven(asked.Request, Ticket);
        await using var plain = await Run("invite");
        await using var json = await Run("invite", "--for", "2h", "--address", "127.0.0.1:7", "--address", "127.0.0.1:8", "--json");

        Assert.Equal(Ticket.ToString(), plain.Out.Lines[0]);
        Assert.Contains("127.0.0.1:7", plain.Out.Lines[1], StringComparison.Ordinal);
        Assert.Equal(Ticket.ToString(), (string)JsonNode.Parse(Assert.Single(json.Out.Lines))!["ticket"]!);
        var asked = Gateway.BuddiesAsked.OfType<Invite>().ToArray();
        Assert.Equal((null, TimeSpan.FromHours(2)), (asked[0].Lifetime, asked[1].Lifetime));
        Assert.Equal([7, 8], asked[1].Addresses.Select(static a => (int)a.Port));
    }

    [Fact]
    public async Task Accepting_waits_until_it_is_confirmed_and_shows_the_fingerprint_of_both()
    {
        AnswerAccept();
        Gateway.BuddyEvents.Writer.TryWrite(new BuddyChanged(BobThere with { Consent = BuddyConsent.Requested }));
        Gateway.BuddyEvents.Writer.TryWrite(new BuddyChanged(BobThere));
        await using var run = await Run("accept", Ticket.ToString());
        Assert.Equal(0, await run.Exit);
        Assert.Contains(Fingerprint.Of(Alice, Bob), run.Out.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_fails_with_its_reason_and_no_answer_does_not()
    {
        AnswerAccept();
        await using var late = await Run("accept", Ticket.ToString(), "--for", "100ms");
        Assert.Equal(0, await late.Exit);
        Assert.Contains("goes on asking", late.Out.All, StringComparison.Ordinal);

        Gateway.BuddyEvents.Writer.TryWrite(new BuddyChanged(BobThere with { Consent = BuddyConsent.None, Problem = "the ticket has been used already" }));
        await using var refused = await Run("accept", Ticket.ToString());
        Assert.Equal(1, await refused.Exit);
        Assert.Contains("used already", refused.Out.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buddies_are_a_line_each_and_found_by_name_id_and_beginning()
    {
        AnswerList(BobThere, new(PeerId.Of("carol"u8), "carol", BuddyConsent.Requested, IsBlocked: false, PresenceState.Unknown));
        await using var plain = await Run("buddies");
        Assert.Matches("bob +away +2027-01-02 03:04:05Z +lunch", plain.Out.Lines[1]);
        Assert.Matches("carol +asked", plain.Out.Lines[2]);
        await using var json = await Run("buddies", "--json");
        Assert.Equal(["away", "unknown"], json.Out.Lines.Select(static l => (string)JsonNode.Parse(l)!["state"]!));

        foreach (var name in new[] { "bob", "BOB", Bob.ToString(), Bob.Short })
        {
            await using var whois = await Run("whois", name);
            Assert.Contains(Fingerprint.Of(Alice, Bob), whois.Out.All, StringComparison.Ordinal);
        }

        await using var nobody = await Run("whois", "dave");
        Assert.Equal((1, true), (await nobody.Exit, nobody.Error.All.Contains("BUDDY is \"dave\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Watching_tells_each_change_in_lines_or_draws_a_table_anew_on_a_terminal(bool isJson, bool isTerminal)
    {
        var gone = BobThere with { State = PresenceState.Offline };
        foreach (var buddy in (IBuddyEvent[])[new BuddyChanged(BobThere), new BuddyChanged(gone), new BuddyForgotten(new(1), Alice)]) Gateway.BuddyEvents.Writer.TryWrite(buddy);
        Gateway.BuddyEvents.Writer.Complete();
        string[] command = ["buddies", "--watch", .. isJson ? (string[])["--json"] : []];
        await using var run = isTerminal ? await RunOnTerminal(command) : await Run(command);

        Assert.Equal((0, ""), (await run.Exit, run.Error.All));
        if (isJson) Assert.Equal([("away", null), ("offline", null), ("unknown", true)], run.Out.Lines.Select(static l => JsonNode.Parse(l)!).Select(static b => ((string?)b["state"], (bool?)b["forgotten"])));
        else if (!isTerminal) Assert.Equal(["bob: away, lunch", "bob: offline, lunch", $"{Alice}: forgotten"], run.Out.Lines);
        else
        {
            // Each drawing stands in the place of the one before.
            Assert.Contains("\u001b[", run.Out.All, StringComparison.Ordinal);
            Assert.True(run.Out.All.IndexOf("away", StringComparison.Ordinal) is var away and > 0 && run.Out.All.LastIndexOf("offline", StringComparison.Ordinal) > away);
        }
    }

    [Fact]
    public async Task What_the_person_signs_while_the_peer_runs_is_taken_up_at_once()
    {
        Gateway.BuddyAnswers = static asked => new PersonTaken(asked.Request, ((TakePerson)asked).Person.Newest!.Sequence);
        await using var run = await Run("id", "add", Bob.ToString(), "--name", "phone");
        Assert.Equal((0, ""), (await run.Exit, run.Error.All));
        Assert.Equal(2, Gateway.BuddiesAsked.OfType<TakePerson>().Single().Person.Newest!.Devices.Length);

        Gateway.BuddyAnswers = static asked => new BuddyNotChanged(asked.Request, "an older one is refused");
        await using var refused = await Run("id", "remove", Bob.ToString());
        Assert.Equal((1, true), (await refused.Exit, refused.Error.All.Contains("an older one is refused", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_of_one_name_must_be_told_apart_by_their_ids()
    {
        AnswerList(BobThere, BobThere with { Peer = Alice });
        await using var run = await Run("whois", "bob");
        Assert.Equal(1, await run.Exit);
        Assert.Contains("Give the id", run.Error.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("online", PresenceState.Online)]
    [InlineData("away", PresenceState.Away)]
    [InlineData("busy", PresenceState.Busy)]
    public async Task Buddies_are_told_how_the_user_is(string command, PresenceState state)
    {
        Gateway.BuddyAnswers = static asked => new PresenceSet(asked.Request, new(((SetPresence)asked).State, "alice", ((SetPresence)asked).Note, []));
        await using var run = await Run(command, "--note", "back at three");
        Assert.Equal((0, $"Buddies are told that alice is {command}: back at three.\n"), (await run.Exit, run.Out.All));
        Assert.Equal((state, "back at three"), (Gateway.BuddiesAsked.OfType<SetPresence>().Single().State, Gateway.BuddiesAsked.OfType<SetPresence>().Single().Note));
    }

    [Fact]
    public async Task A_buddy_is_blocked_by_name_and_anybody_by_id()
    {
        Gateway.BuddyAnswers = static asked => asked switch
        {
            BlockBuddy block => new BuddyTold(block.Request, BobThere with { Peer = block.Peer, IsBlocked = true }),
            ForgetBuddy forget => new BuddyNotChanged(forget.Request, "Nothing was changed: it is not in the roster."),
            _ => Listed(BobThere),
        };
        await using var byName = await Run("block", "bob");
        await using var byId = await Run("block", Alice.ToString());
        Assert.Equal((0, 0), (await byName.Exit, await byId.Exit));
        Assert.Equal([Bob, Alice], Gateway.BuddiesAsked.OfType<BlockBuddy>().Select(static b => b.Peer));
        await using var forget = await Run("forget", Alice.ToString());
        Assert.Equal((1, "Nothing was changed: it is not in the roster.\n"), (await forget.Exit, forget.Error.All));
    }

    [Theory]
    [InlineData("TICKET cannot be accepted: it does not begin with ticket1-", "accept", "bob")]
    [InlineData("TICKET cannot be accepted: it has 3 characters", "accept", "ticket1-abc")]
    [InlineData("--for is \"soon\"", "invite", "--for", "soon")]
    [InlineData("--address is \"here\"", "invite", "--address", "here")]
    [InlineData("control characters", "away", "--note", "a\nb")]
    public async Task What_cannot_be_is_wrong_usage(string said, params string[] command)
    {
        await using var run = await Run(command);
        Assert.Equal(2, await run.Exit);
        Assert.Contains(said, run.Error.All, StringComparison.Ordinal);
        Assert.Empty(Gateway.BuddiesAsked);
    }

    private void AnswerAccept() => Gateway.BuddyAnswers = static asked => asked is AcceptInvitation
        ? new BuddyTold(asked.Request, BobThere with { Consent = BuddyConsent.Requested, State = PresenceState.Unknown })
        : Listed();

    private void AnswerList(params BuddyView[] buddies) => Gateway.BuddyAnswers = _ => Listed(buddies);

    private static BuddiesListed Listed(params BuddyView[] buddies) => new(
        new(1), Alice, new(PresenceState.Online, "alice", "", []), [.. buddies], 0, System.Collections.Immutable.ImmutableSortedDictionary<string, long>.Empty);
}
