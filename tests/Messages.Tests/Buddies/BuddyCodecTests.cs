using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Buddies;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Messages.Tests.Buddies;

public sealed class BuddyCodecTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Fact]
    public void Every_message_is_read_as_it_was_written()
    {
        using var key = SigningKey.Make();
        Assert.Equal("alice", Assert.IsType<BuddyAccepts>(Again(new BuddyAccepts(Payload.Copy("0123456789abcdef"u8), "alice"))).Name);
        Assert.Equal(new BuddyConfirms("bob"), Again(new BuddyConfirms("bob")));
        foreach (var why in Enum.GetValues<TicketRefusal>()) Assert.Equal(new BuddyRefuses(why), Again(new BuddyRefuses(why)));
        Assert.Same(BuddyEnds.Instance, Again(BuddyEnds.Instance));

        var tells = new BuddyTells(new(PresenceState.Away, "bob", "lunch", ["files"]), [new(7, 0), new(ulong.MaxValue, 9)], Person(key).Proof);
        var read = Assert.IsType<BuddyTells>(Again(tells));
        Assert.Equal((PresenceState.Away, "bob", "lunch"), (read.Presence.State, read.Presence.Name, read.Presence.Note));
        Assert.Equal("files", Assert.Single(read.Presence.Capabilities));
        Assert.Equal(tells.Circle.ToArray(), read.Circle.ToArray());
        Assert.Equal(tells.Proof.ToArray(), read.Proof.ToArray());

        var record = StatementCodec.Sign(new EndpointRecord(key.Public.Holder, 3, Now, TimeSpan.FromDays(1), [new(PeerAddress.Loopback, 7)]), key);
        Assert.Equal(record, Assert.Single(Assert.IsType<BuddyLocates>(Again(new BuddyLocates([record]))).Records));
    }

    [Fact]
    public void The_names_of_all_messages_are_known_and_no_other()
    {
        Assert.Equal(BuddyCodec.Manifests.Length, BuddyCodec.Manifests.Distinct().Count());
        Assert.All(BuddyCodec.Manifests, static m => Assert.Matches("^buddies/[a-z]+/1$", m));
        Assert.False(BuddyCodec.TryRead("buddies/presence/2", [], out _));
    }

    [Fact]
    public void What_is_beyond_a_bound_is_refused()
    {
        var fine = new Presence(PresenceState.Online, "bob", "", []);
        Assert.NotNull(Again(new BuddyTells(fine, [], [])));
        Refused(new BuddyTells(fine with { Name = new('n', Presence.MaxName + 1) }, [], []));
        Refused(new BuddyTells(fine with { Note = new('n', Presence.MaxNote + 1) }, [], []));
        Refused(new BuddyTells(fine with { Note = "a\u001b[2J" }, [], []));
        Refused(new BuddyTells(fine with { State = PresenceState.Offline }, [], []));
        Refused(new BuddyTells(fine with { Capabilities = [.. Enumerable.Repeat("a", Presence.MaxCapabilities + 1)] }, [], []));
        Refused(new BuddyTells(fine with { Capabilities = [new('c', Presence.MaxCapability + 1)] }, [], []));
        Refused(new BuddyTells(fine, [.. Enumerable.Range(0, BuddyTells.MaxCircle + 1).Select(static i => new CircleMember((ulong)i, 0))], []));
        Refused(new BuddyAccepts(Payload.Copy("short"u8), "alice"));
        Refused(new BuddyAccepts(Payload.Copy("0123456789abcdef"u8), "a\nb"));
        Refused(new BuddyConfirms(new('n', Presence.MaxName + 1)));
        Refused(new BuddyRefuses((TicketRefusal)9));
        Refused(new BuddyLocates([]));
    }

    [Fact]
    public void A_proof_of_which_a_byte_was_changed_is_refused()
    {
        using var key = SigningKey.Make();
        var (manifest, payload) = BuddyCodec.Write(new BuddyTells(new(PresenceState.Online, "", "", []), [], Person(key).Proof));
        var bytes = payload.Span.ToArray();
        bytes[^1] ^= 1;
        Assert.False(BuddyCodec.TryRead(manifest, bytes, out _));
    }

    [Fact]
    public void Garbage_is_refused_and_never_throws()
    {
        var dice = new Random(5);
        var bytes = new byte[64];
        for (var i = 0; i < 20_000; i++)
        {
            var garbage = bytes.AsSpan(0, dice.Next(bytes.Length));
            dice.NextBytes(garbage);
            foreach (var manifest in BuddyCodec.Manifests) BuddyCodec.TryRead(manifest, garbage, out _);
        }

        Assert.False(BuddyCodec.TryRead("buddies/presence/1", [0xFF, 0xFF, 0xFF], out _));
        Assert.False(BuddyCodec.TryRead("buddies/locations/1", [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07], out _));
    }

    private static PersonHistory Person(SigningKey key)
    {
        var first = PersonStatement.First(key.Public, new(PeerId.Of("phone"u8), "phone"));
        return StatementCodec.Take(PersonHistory.Of(key.Public.Holder), StatementCodec.Sign(first, key, successor: null))!.Value.Next;
    }

    private static BuddyMessage? Again(BuddyMessage message)
    {
        var (manifest, payload) = BuddyCodec.Write(message);
        return BuddyCodec.TryRead(manifest, payload.Span, out var read) ? read : null;
    }

    private static void Refused(BuddyMessage message) => Assert.Null(Again(message));
}
