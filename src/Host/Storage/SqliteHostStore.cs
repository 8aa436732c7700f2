using System.Collections.Immutable;
using Dapper;
using PeerActors.Actors.HostCatcher;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Storage;

/// <summary>Keeps known hosts in <c>peer.db</c>, in the order given.</summary>
internal sealed class SqliteHostStore(PeerDatabase database) : IHostStore
{
    /// <inheritdoc/>
    public Task<ImmutableArray<KnownHost>> LoadAsync(CancellationToken stopping) => database.RunAsync(
        "the known hosts could not be loaded",
        connection => connection
            .Query<Row>("SELECT address, source, heard, files, kilobytes, successes, failures, notBefore FROM hosts ORDER BY rank", buffered: false)
            .Select(static row => row.ToHost())
            .ToImmutableArray(),
        stopping);

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<KnownHost> hosts, CancellationToken stopping) => database.RunAsync(
        "the known hosts could not be saved",
        connection =>
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute("DELETE FROM hosts", transaction: transaction);
            connection.Execute(
                """
                INSERT OR IGNORE INTO hosts (address, source, heard, files, kilobytes, successes, failures, notBefore)
                VALUES (@Address, @Source, @Heard, @Files, @Kilobytes, @Successes, @Failures, @NotBefore)
                """,
                hosts.Select(Row.From),
                transaction);
            transaction.Commit();
            return hosts.Length;
        },
        stopping);

    private sealed record Row(string Address, string Source, long Heard, long Files, long Kilobytes, long Successes, long Failures, long NotBefore)
    {
        public static Row From(KnownHost host) => new(
            host.Address.ToString(), host.Source.ToString(), host.Heard.UtcTicks, host.Files, host.Kilobytes, host.Successes, host.Failures,
            host.NotBefore.UtcTicks);

        public KnownHost ToHost() => PeerAddress.TryParse(Address, out var address)
            ? new(
                address, Enum.Parse<HostSource>(Source), new(Heard, TimeSpan.Zero), (uint)Files, (uint)Kilobytes, (int)Successes, (int)Failures,
                new(NotBefore, TimeSpan.Zero))
            : throw new FormatException($"\"{Address}\" in table hosts is not an address.");
    }
}
