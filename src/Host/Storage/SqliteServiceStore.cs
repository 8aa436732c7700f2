using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Host.Storage;

/// <summary>Keeps in <c>peer.db</c> what is promised to services of peers, and how far theirs to ours was taken.</summary>
internal sealed class SqliteServiceStore(PeerDatabase database) : IServiceStore
{
    /// <inheritdoc/>
    public Task<ServiceStock> LoadAsync(CancellationToken stopping) => database.RunAsync(
        "what is promised to services of peers could not be loaded",
        static connection => new ServiceStock(
            [.. connection.Query<StreamRow>("SELECT peer, service, stream, last AS sequence FROM serviceStreams").Select(static r => new StreamGiven(IdOf(r.Peer), r.Service, (ulong)r.Stream, (ulong)r.Sequence))],
            [.. connection.Query<LetterRow>("SELECT peer, service, stream, sequence, manifest, payload FROM serviceOutbox ORDER BY peer, service, stream, sequence").Select(static r => r.ToKept())],
            [.. connection.Query<TakenRow>("SELECT peer, service, stream, sequence, takenAt FROM serviceTaken").Select(static r => r.ToTaken())]),
        stopping);

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<ServiceChange> changes, CancellationToken stopping) => database.ChangeAsync(
        "what is promised to services of peers could not be saved",
        (connection, transaction) =>
        {
            foreach (var change in changes) Save(change, connection, transaction);
        },
        stopping);

    private static void Save(ServiceChange change, SqliteConnection connection, SqliteTransaction transaction)
    {
        var row = new StreamRow($"{change.Peer}", change.Service, (long)change.Stream, (long)change.Sequence);
        switch (change)
        {
            case MessageKept kept:
                connection.Execute(
                    "INSERT INTO serviceOutbox (peer, service, stream, sequence, manifest, payload) VALUES (@Peer, @Service, @Stream, @Sequence, @Manifest, @Payload)",
                    new LetterRow(row.Peer, row.Service, row.Stream, row.Sequence, kept.Manifest, kept.Payload.Span.ToArray()), transaction);
                connection.Execute(
                    "INSERT INTO serviceStreams (peer, service, stream, last) VALUES (@Peer, @Service, @Stream, @Sequence) ON CONFLICT DO UPDATE SET stream = excluded.stream, last = excluded.last", row, transaction);
                break;
            case MessagesConfirmed:
                connection.Execute("DELETE FROM serviceOutbox WHERE peer = @Peer AND service = @Service AND stream = @Stream AND sequence <= @Sequence", row, transaction);
                break;
            case MessagesTaken taken:
                connection.Execute(
                    "INSERT INTO serviceTaken (peer, service, stream, sequence, takenAt) VALUES (@Peer, @Service, @Stream, @Sequence, @TakenAt) "
                    + "ON CONFLICT DO UPDATE SET stream = excluded.stream, sequence = excluded.sequence, takenAt = excluded.takenAt",
                    new TakenRow(row.Peer, row.Service, row.Stream, row.Sequence, taken.At.UtcTicks), transaction);
                break;
            case StreamForgotten:
                connection.Execute("DELETE FROM serviceTaken WHERE peer = @Peer AND service = @Service AND stream = @Stream AND sequence <= @Sequence", row, transaction);
                break;
            default:
                throw new ArgumentException($"{change} cannot be saved.", nameof(change));
        }
    }

    private static PeerId IdOf(string text) => PeerId.TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" in the messages that are kept is no peer.");

    private sealed record StreamRow(string Peer, string Service, long Stream, long Sequence);

    private sealed record TakenRow(string Peer, string Service, long Stream, long Sequence, long TakenAt)
    {
        public MessagesTaken ToTaken() => new(IdOf(Peer), Service, (ulong)Stream, (ulong)Sequence) { At = new(TakenAt, TimeSpan.Zero) };
    }

    private sealed record LetterRow(string Peer, string Service, long Stream, long Sequence, string Manifest, byte[] Payload)
    {
        public MessageKept ToKept() => new(IdOf(Peer), Service, (ulong)Stream, (ulong)Sequence, Manifest, Messages.Router.Payload.Own(Payload));
    }
}
