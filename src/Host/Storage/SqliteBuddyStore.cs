using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PeerActors.Actors.Buddies;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Host.Storage;

/// <summary>Keeps the roster and the invitations in <c>peer.db</c>. What was merely heard of buddies may be lost with the machine; it is heard again.</summary>
internal sealed class SqliteBuddyStore(PeerDatabase database) : IBuddyStore
{
    private const string Columns = "peer, name, consent, blocked, since, secret, ticketEnds, addresses, location, person, lastSeen";
    private const string Values = "@Peer, @Name, @Consent, @Blocked, @Since, @Secret, @TicketEnds, @Addresses, @Location, @Person, @LastSeen";

    /// <inheritdoc/>
    public Task<Roster> LoadAsync(CancellationToken stopping) => database.RunAsync(
        "the buddies could not be loaded",
        static connection =>
        {
            var buddies = connection.Query<BuddyRow>($"SELECT {Columns} FROM buddies").Select(static r => r.ToBuddy());
            var invitations = connection.Query<InvitationRow>("SELECT secret, expires, usedBy FROM invitations").Select(static r => r.ToInvitation());
            return new Roster(buddies.ToImmutableSortedDictionary(static b => b.Peer, static b => b), invitations.ToImmutableDictionary(static i => i.Secret))
            {
                Own = connection.Query<OwnRow>("SELECT state, note FROM ownPresence").SingleOrDefault()?.ToOwn(),
                Circles = connection.Query<CircleRow>("SELECT peer, members FROM circles").ToImmutableDictionary(static c => IdOf(c.Peer), static c => CircleBlob.Read(c.Members)),
            };
        },
        stopping);

    /// <inheritdoc/>
    public Task SaveAsync(RosterChange change, CancellationToken stopping) => change switch
    {
        BuddiesHeard heard => database.RunAsync("what was heard of buddies could not be saved", connection => SaveHeard(connection, heard), stopping),
        CirclesHeard heard => database.RunAsync("who is a buddy of whom could not be saved", connection => SaveCircles(connection, heard), stopping),
        _ => database.ChangeAsync("the buddies could not be saved", (connection, transaction) => Save(change, connection, transaction), stopping),
    };

    private static bool SaveHeard(SqliteConnection connection, BuddiesHeard heard)
    {
        using var transaction = connection.BeginTransaction();
        connection.Execute(
            "UPDATE buddies SET name = @Name, addresses = @Addresses, location = @Location, person = @Person, lastSeen = @LastSeen WHERE peer = @Peer",
            heard.Buddies.Select(BuddyRow.From), transaction);
        transaction.Commit();
        return true;
    }

    private static bool SaveCircles(SqliteConnection connection, CirclesHeard heard)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var circle in heard.Circles)
        {
            var row = new CircleRow($"{circle.Peer}", CircleBlob.Write(circle.Members));
            connection.Execute(circle.Members.IsEmpty ? "DELETE FROM circles WHERE peer = @Peer" : "INSERT OR REPLACE INTO circles (peer, members) VALUES (@Peer, @Members)", row, transaction);
        }

        transaction.Commit();
        return true;
    }

    private static void Save(RosterChange change, SqliteConnection connection, SqliteTransaction transaction)
    {
        switch (change)
        {
            case BuddyPut put:
                Put(put.Buddy);
                break;
            case BuddyGone gone:
                connection.Execute("DELETE FROM buddies WHERE peer = @peer", new { peer = $"{gone.Peer}" }, transaction);
                break;
            case InvitationMade made:
                connection.Execute("INSERT OR REPLACE INTO invitations (secret, expires, usedBy) VALUES (@Secret, @Expires, @UsedBy)", InvitationRow.From(made.Invitation), transaction);
                break;
            case InvitationUsed used:
                connection.Execute("UPDATE invitations SET usedBy = @peer WHERE secret = @secret", new { peer = $"{used.Buddy.Peer}", secret = $"{used.Secret}" }, transaction);
                Put(used.Buddy);
                break;
            case OwnPresenceSaid said:
                connection.Execute("INSERT OR REPLACE INTO ownPresence (one, state, note) VALUES (1, @State, @Note)", new OwnRow($"{said.Presence.State}", said.Presence.Note), transaction);
                break;
            case InvitationsEnded ended:
                connection.Execute("DELETE FROM invitations WHERE secret = @secret", ended.Secrets.Select(static s => new { secret = $"{s}" }), transaction);
                break;
            default:
                throw new ArgumentException($"{change} cannot be saved.", nameof(change));
        }

        void Put(Buddy buddy) => connection.Execute($"INSERT OR REPLACE INTO buddies ({Columns}) VALUES ({Values})", BuddyRow.From(buddy), transaction);
    }

    private static PeerId IdOf(string text) => PeerId.TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" among the buddies is no peer id.");

    private static DateTimeOffset? Moment(long? ticks) => ticks is { } some ? new DateTimeOffset(some, TimeSpan.Zero) : null;

    private sealed record OwnRow(string State, string Note)
    {
        public OwnPresence ToOwn() => Enum.TryParse<PresenceState>(State, out var state) && state is PresenceState.Busy or PresenceState.Away or PresenceState.Online
            ? new(state, Note)
            : throw new FormatException($"\"{State}\" of this peer itself is no presence.");
    }

    private sealed record CircleRow(string Peer, byte[] Members);

    private sealed record InvitationRow(string Secret, long Expires, string? UsedBy)
    {
        public static InvitationRow From(Invitation invitation) => new($"{invitation.Secret}", invitation.Expires.UtcTicks, invitation.UsedBy?.ToString());

        public Invitation ToInvitation() => Sha256Hash.TryParse(Secret, out var hash)
            ? new(hash, new(Expires, TimeSpan.Zero), UsedBy is { } peer ? IdOf(peer) : null)
            : throw new FormatException($"\"{Secret}\" among the invitations is no hash.");
    }

    private sealed record BuddyRow(
        string Peer, string Name, string Consent, long Blocked, long Since, byte[]? Secret, long? TicketEnds, string Addresses, byte[]? Location, byte[]? Person, long? LastSeen)
    {
        public static BuddyRow From(Buddy buddy) => new(
            $"{buddy.Peer}", buddy.Name, $"{buddy.Consent}", buddy.IsBlocked ? 1 : 0, buddy.Since.UtcTicks, buddy.Secret.Length == 0 ? null : buddy.Secret.Span.ToArray(), buddy.TicketEnds?.UtcTicks,
            string.Join(' ', buddy.Addresses), buddy.Location is { } location ? StatementCodec.Write(location.Signed) : null,
            buddy.Person is { } person ? StatementCodec.WriteProof(person.Proof) : null, buddy.LastSeen?.UtcTicks);

        public Buddy ToBuddy() => Enum.TryParse<BuddyConsent>(Consent, out var consent)
            ? new(IdOf(Peer), Name, consent, Blocked != 0, new(Since, TimeSpan.Zero))
            {
                Secret = Secret is null ? Payload.Empty : Payload.Own(Secret), TicketEnds = Moment(TicketEnds), Addresses = [.. Addresses.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(AddressOf)],
                Location = Location is null ? null : LocationOf(Location), LastSeen = Moment(LastSeen),
                Person = Person is null ? null : StatementCodec.ReadProof(Person) ?? throw new FormatException($"What is kept of the person of buddy {Peer} is no proof."),
            }
            : throw new FormatException($"\"{Consent}\" of buddy {Peer} is no consent.");

        private static PeerAddress AddressOf(string text) => PeerAddress.TryParse(text, out var address) ? address : throw new FormatException($"\"{text}\" among the buddies is no address.");

        private static Location LocationOf(byte[] bytes) => StatementCodec.TryRead(bytes, out var signed) && StatementCodec.TryReadEndpoint(signed, out var record)
            ? new(signed, record)
            : throw new FormatException("A location among the buddies is not signed.");
    }
}
