using PeerActors.Host.Storage;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Host.Tests.Storage;

public sealed class SqliteBuddyStoreTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Invitation Open = new(new(1, 2, 3, ulong.MaxValue), Now.AddDays(1), UsedBy: null);
    private readonly TempFolder _folder = new();
    private readonly SigningKey _bobs = SigningKey.Make();

    public void Dispose()
    {
        _bobs.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_buddy_is_kept_with_all_that_is_known_of_it()
    {
        var record = new EndpointRecord(_bobs.Public.Holder, 7, Now, TimeSpan.FromDays(1), [new(PeerAddress.Loopback, 7)]);
        var person = StatementCodec.Take(PersonHistory.Of(_bobs.Public.Holder), StatementCodec.Sign(PersonStatement.First(_bobs.Public, new(_bobs.Public.Holder, "phone")), _bobs, successor: null))!.Value.Next;
        var bob = Bob() with
        {
            Consent = BuddyConsent.Requested, Secret = Payload.Copy("0123456789abcdef"u8), TicketEnds = Now.AddHours(1), Addresses = [new(PeerAddress.Loopback, 8), new(PeerAddress.Loopback, 9)],
            Location = new(StatementCodec.Sign(record, _bobs), record), LastSeen = Now.AddMinutes(1), Person = person,
        };
        await Save(new BuddyPut(bob));

        var kept = (await Load()).Buddies[bob.Peer];
        Assert.Equal(bob.Addresses.ToArray(), kept.Addresses.ToArray());
        Assert.Equal(bob.Location.Signed, kept.Location!.Signed);
        Assert.Equal(7UL, kept.Location.Record.Sequence);
        Assert.True(kept.Person!.Has(bob.Peer));
        Assert.Equal(bob with { Addresses = [], Location = null, Person = null }, kept with { Addresses = [], Location = null, Person = null });
    }

    [Fact]
    public async Task What_the_user_said_of_himself_and_who_is_a_buddy_of_whom_is_kept()
    {
        var (bob, carol) = (Bob().Peer, PeerId.Of("carol"u8));
        await Save(new OwnPresenceSaid(new(PresenceState.Busy, "rehearsal")));
        await Save(new OwnPresenceSaid(new(PresenceState.Away, "lunch")));
        await Save(new CirclesHeard([new(bob, [new(ulong.MaxValue, 7), new(1, 0)]), new(carol, [new(5, 5)])]));
        await Save(new CirclesHeard([new(carol, [])]));

        var kept = await Load();
        Assert.Equal(new(PresenceState.Away, "lunch"), kept.Own);
        Assert.Equal([new CircleMember(ulong.MaxValue, 7), new(1, 0)], Assert.Single(kept.Circles).Value.ToArray());
        Assert.True(kept.Circles.ContainsKey(bob));
    }

    [Fact]
    public async Task A_file_of_the_layout_before_gets_room_for_both_and_keeps_its_buddies()
    {
        PeerDatabase.Open(_folder.Path).Dispose();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(_folder.Path, PeerDatabase.FileName)};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "DROP TABLE ownPresence; DROP TABLE circles; INSERT INTO buddies (peer, name, consent, blocked, since, addresses) VALUES ('" + Bob().Peer + "', 'bob', 'Mutual', 0, 0, ''); PRAGMA user_version = 8;";
            command.ExecuteNonQuery();
        }

        using var database = PeerDatabase.Open(_folder.Path);
        var kept = await new SqliteBuddyStore(database).LoadAsync(default);
        Assert.Equal(("bob", null, 0), (Assert.Single(kept.Buddies).Value.Name, kept.Own, kept.Circles.Count));
    }

    [Fact]
    public async Task Every_change_makes_on_disk_what_it_makes_of_the_roster()
    {
        RosterChange[] changes =
        [
            new InvitationMade(Open), new InvitationMade(Open with { Secret = new(9, 9, 9, 9) }), new InvitationUsed(Open.Secret, Bob()), new BuddiesHeard([Bob() with { Name = "robert", LastSeen = Now }]),
            new BuddiesHeard([Bob() with { Peer = PeerId.Of("nobody"u8) }]), new BuddyPut(Bob() with { Consent = BuddyConsent.None, IsBlocked = true }), new InvitationsEnded([new(9, 9, 9, 9)]),
            new BuddyGone(Bob().Peer),
        ];
        var expected = Roster.Empty;
        foreach (var change in changes)
        {
            expected = expected.After(change);
            await Save(change);
            var kept = await Load();
            Assert.Equal(expected.Buddies.Values.Select(Plain), kept.Buddies.Values.Select(Plain));
            Assert.Equal(expected.Invitations.Values.ToHashSet(), [.. kept.Invitations.Values]);
        }
    }

    private static string Plain(Buddy buddy) => $"{buddy.Peer} {buddy.Name} {buddy.Consent} {buddy.IsBlocked} {buddy.Since:O} {buddy.LastSeen:O}";

    private Buddy Bob() => new(_bobs.Public.Holder, "bob", BuddyConsent.Mutual, IsBlocked: false, Now);

    /// <summary>Each time as after a restart.</summary>
    private async Task Save(RosterChange change)
    {
        using var database = PeerDatabase.Open(_folder.Path);
        await new SqliteBuddyStore(database).SaveAsync(change, default);
    }

    private async Task<Roster> Load()
    {
        using var database = PeerDatabase.Open(_folder.Path);
        return await new SqliteBuddyStore(database).LoadAsync(default);
    }
}
