using System.Collections.Immutable;
using Dapper;
using PeerActors.Actors.HostCatcher;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Host.Storage;

/// <summary>Keeps known hosts in <c>peer.db</c>, in the order given.</summary>
internal sealed class SqliteHostStore(PeerDatabase database) : IHostStore
{
    /// <inheritdoc/>
    public Task<ImmutableArray<KnownHost>> LoadAsync(CancellationToken stopping) => database.RunAsync(
        "the known hosts could not be loaded",
        connection => connection
            .Query<Row>(
                """
                SELECT address, source, heard, files, kilobytes, successes, failures, notBefore,
                    firstSource, failuresInAll, outcome, outcomeWords, outcomeAt, mode
                FROM hosts ORDER BY rank
                """, buffered: false)
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
                INSERT OR IGNORE INTO hosts (
                    address, source, heard, files, kilobytes, successes, failures, notBefore,
                    firstSource, failuresInAll, outcome, outcomeWords, outcomeAt, mode)
                VALUES (
                    @Address, @Source, @Heard, @Files, @Kilobytes, @Successes, @Failures, @NotBefore,
                    @FirstSource, @FailuresInAll, @Outcome, @OutcomeWords, @OutcomeAt, @Mode)
                """,
                hosts.Select(Row.From),
                transaction);
            transaction.Commit();
            return hosts.Length;
        },
        stopping);

    /// <inheritdoc/>
    public Task<ImmutableArray<KnownCache>> LoadCachesAsync(CancellationToken stopping) => database.RunAsync(
        "the web caches could not be loaded",
        connection => connection
            .Query<CacheRow>("SELECT url, asked, hosts, failures, words, notBefore FROM webCaches", buffered: false)
            .Select(static row => row.ToCache())
            .ToImmutableArray(),
        stopping);

    /// <inheritdoc/>
    public Task SaveCachesAsync(ImmutableArray<KnownCache> caches, CancellationToken stopping) => database.RunAsync(
        "the web caches could not be saved",
        connection =>
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute("DELETE FROM webCaches", transaction: transaction);
            connection.Execute(
                "INSERT INTO webCaches (url, asked, hosts, failures, words, notBefore) VALUES (@Url, @Asked, @Hosts, @Failures, @Words, @NotBefore)",
                caches.Select(CacheRow.From), transaction);
            transaction.Commit();
            return caches.Length;
        },
        stopping);

    private sealed record CacheRow(string Url, long? Asked, long Hosts, long Failures, string Words, long NotBefore)
    {
        public static CacheRow From(KnownCache cache) => new(
            cache.Url.AbsoluteUri, cache.Asked?.UtcTicks, cache.Hosts, cache.Failures, cache.Words, cache.NotBefore.UtcTicks);

        public KnownCache ToCache() => new(
            new(Url), Asked is { } asked ? new(asked, TimeSpan.Zero) : null, Hosts, (int)Failures, Words, new(NotBefore, TimeSpan.Zero));
    }

    private sealed record Row(
        string Address, string Source, long Heard, long Files, long Kilobytes, long Successes, long Failures, long NotBefore,
        string FirstSource, long FailuresInAll, string? Outcome, string? OutcomeWords, long? OutcomeAt, string? Mode)
    {
        public static Row From(KnownHost host) => new(
            host.Address.ToString(), host.Source.ToString(), host.Heard.UtcTicks, host.Files, host.Kilobytes, host.Successes, host.Failures,
            host.NotBefore.UtcTicks, host.FirstSource.ToString(), host.FailuresInAll, host.LastTrial?.Outcome.ToString(), host.LastTrial?.Words,
            host.LastTrial?.At.UtcTicks, host.Mode?.ToString());

        public KnownHost ToHost()
        {
            if (!PeerAddress.TryParse(Address, out var address)) throw new FormatException($"\"{Address}\" in table hosts is not an address.");
            return new(
                address, Enum.Parse<HostSource>(Source), At(Heard), (uint)Files, (uint)Kilobytes, (int)Successes, (int)Failures, At(NotBefore))
            {
                FirstSource = Enum.Parse<HostSource>(FirstSource),
                FailuresInAll = (int)FailuresInAll,
                Mode = Mode is null ? null : Enum.Parse<PeerMode>(Mode),
                LastTrial = Outcome is null ? null : new(Enum.Parse<HostOutcome>(Outcome), OutcomeWords ?? "", At(OutcomeAt ?? 0)),
            };
        }

        private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
    }
}
