using System.Collections.Immutable;
using Dapper;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Storage;

/// <summary>Keeps hashes of shared files in <c>peer.db</c>.</summary>
internal sealed class SqliteHashStore(PeerDatabase database) : IHashStore
{
    /// <inheritdoc/>
    public string Place => database.Path;

    /// <inheritdoc/>
    public Task<ImmutableArray<RememberedHash>> LoadAsync(CancellationToken stopping) => database.RunAsync(
        "the hashes of shared files could not be loaded",
        connection => connection
            .Query<Row>("SELECT path, size, modified, sha1, sha256 FROM hashes", buffered: false)
            .Select(static row => row.ToHash())
            .ToImmutableArray(),
        stopping);

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<RememberedHash> hashes, ImmutableArray<string> forgotten, CancellationToken stopping) => database.RunAsync(
        "the hashes of shared files could not be saved",
        connection =>
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute("DELETE FROM hashes WHERE path = @path", forgotten.Select(static path => new { path }), transaction);
            connection.Execute(
                "INSERT OR REPLACE INTO hashes (path, size, modified, sha1, sha256) VALUES (@Path, @Size, @Modified, @Sha1, @Sha256)",
                hashes.Select(Row.From),
                transaction);
            transaction.Commit();
            return hashes.Length;
        },
        stopping);

    private sealed record Row(string Path, long Size, long Modified, byte[] Sha1, byte[] Sha256)
    {
        public static Row From(RememberedHash hash)
        {
            var (sha1, sha256) = (new byte[Sha1Hash.Bytes], new byte[Sha256Hash.Bytes]);
            hash.Sha1.Write(sha1);
            hash.Sha256.Write(sha256);
            return new(hash.File.Path, hash.File.Size, hash.File.Modified.UtcTicks, sha1, sha256);
        }

        public RememberedHash ToHash() => new(new(Path, Size, new(Modified, TimeSpan.Zero)), Sha1Hash.Read(Sha1), Sha256Hash.Read(Sha256));
    }
}
