using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PeerActors.Actors.Peer;

namespace PeerActors.Host.Storage;

/// <summary>The layout of <c>peer.db</c>. Steps are only ever added at the end; a file's version is the number of steps it has had.</summary>
internal static class Schema
{
    /// <summary>Marks the file as a peer's (SQLite's application id): the letters PEER.</summary>
    private const long ApplicationId = 0x50454552;

    private static readonly ImmutableArray<string> Steps =
    [
        """
        CREATE TABLE hosts (
            rank INTEGER PRIMARY KEY,
            address TEXT NOT NULL UNIQUE,
            source TEXT NOT NULL,
            heard INTEGER NOT NULL,
            files INTEGER NOT NULL,
            kilobytes INTEGER NOT NULL,
            successes INTEGER NOT NULL,
            failures INTEGER NOT NULL,
            notBefore INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE hashes (
            path TEXT PRIMARY KEY,
            size INTEGER NOT NULL,
            modified INTEGER NOT NULL,
            sha1 BLOB NOT NULL CHECK (length(sha1) = 20),
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        ALTER TABLE hosts ADD COLUMN firstSource TEXT NOT NULL DEFAULT 'Stored';
        ALTER TABLE hosts ADD COLUMN failuresInAll INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE hosts ADD COLUMN outcome TEXT;
        ALTER TABLE hosts ADD COLUMN outcomeWords TEXT;
        ALTER TABLE hosts ADD COLUMN outcomeAt INTEGER;
        UPDATE hosts SET firstSource = source, failuresInAll = failures;
        """,
        """
        CREATE TABLE webCaches (
            url TEXT PRIMARY KEY,
            asked INTEGER,
            hosts INTEGER NOT NULL,
            failures INTEGER NOT NULL,
            words TEXT NOT NULL,
            notBefore INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        """
        ALTER TABLE hosts ADD COLUMN mode TEXT;
        """,
        // AUTOINCREMENT: the number of a revoked rule is never given again.
        """
        CREATE TABLE accessRules (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            allows INTEGER NOT NULL CHECK (allows IN (0, 1)),
            subject TEXT NOT NULL,
            verbs TEXT NOT NULL,
            prefix TEXT NOT NULL,
            expires INTEGER
        ) STRICT;
        CREATE TABLE accessGroups (
            name TEXT NOT NULL,
            member TEXT NOT NULL,
            PRIMARY KEY (name, member)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE buddies (
            peer TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            consent TEXT NOT NULL,
            blocked INTEGER NOT NULL CHECK (blocked IN (0, 1)),
            since INTEGER NOT NULL,
            secret BLOB,
            ticketEnds INTEGER,
            addresses TEXT NOT NULL,
            location BLOB,
            person BLOB,
            lastSeen INTEGER
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE invitations (
            secret TEXT PRIMARY KEY,
            expires INTEGER NOT NULL,
            usedBy TEXT
        ) STRICT, WITHOUT ROWID;
        """,
        """
        CREATE TABLE serviceStreams (
            peer TEXT NOT NULL,
            service TEXT NOT NULL,
            stream INTEGER NOT NULL,
            last INTEGER NOT NULL,
            PRIMARY KEY (peer, service)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE serviceOutbox (
            peer TEXT NOT NULL,
            service TEXT NOT NULL,
            stream INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            manifest TEXT NOT NULL,
            payload BLOB NOT NULL,
            PRIMARY KEY (peer, service, stream, sequence)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE serviceTaken (
            peer TEXT NOT NULL,
            service TEXT NOT NULL,
            stream INTEGER NOT NULL,
            sequence INTEGER NOT NULL,
            PRIMARY KEY (peer, service)
        ) STRICT, WITHOUT ROWID;
        """,
        // What was taken before this was told is the first to be forgotten.
        """
        ALTER TABLE serviceTaken ADD COLUMN takenAt INTEGER NOT NULL DEFAULT 0;
        """,
        // A circle is a whole: pairs and sequences, 8 bytes each, as CircleBlob writes them.
        """
        CREATE TABLE ownPresence (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            state TEXT NOT NULL,
            note TEXT NOT NULL
        ) STRICT;
        CREATE TABLE circles (
            peer TEXT PRIMARY KEY,
            members BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
    ];

    /// <summary>Takes the steps that a file still lacks, each wholly or not at all.</summary>
    /// <exception cref="StorageUnavailable">The file is of a newer program, or not a peer's.</exception>
    public static void BringUpToDate(string path, SqliteConnection connection)
    {
        var version = connection.ExecuteScalar<long>("PRAGMA user_version");
        var isEmpty = connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_schema") == 0;
        if (!isEmpty && connection.ExecuteScalar<long>("PRAGMA application_id") != ApplicationId)
            throw new StorageUnavailable($"{path} is a database, but not a peer's. Move it away, or choose another data folder with --data.", cause: null);
        if (version > Steps.Length)
        {
            throw new StorageUnavailable(
                $"{path} has layout {version}; this program knows layouts up to {Steps.Length}. It is left as it is: use the newer program " +
                "that wrote it, or choose another data folder with --data.", cause: null);
        }

        if (version > 0 && version < Steps.Length) DatabaseBackup.Make(path, connection, version);
        for (var step = (int)version; step < Steps.Length; step++)
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute(Steps[step], transaction: transaction);
            connection.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {step + 1};", transaction: transaction);
            transaction.Commit();
        }
    }
}
