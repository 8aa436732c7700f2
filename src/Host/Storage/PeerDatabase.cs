using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;

namespace PeerActors.Host.Storage;

/// <summary>
/// The one file in which a peer keeps what it must not forget: <c>peer.db</c> in the data folder, readable by its owner only.
/// One connection; work is done one after the other in the order asked for, always off the caller's thread.
/// </summary>
internal sealed class PeerDatabase : IDisposable
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "peer.db";

    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private Task _last = Task.CompletedTask;
    private bool _closed;

    private PeerDatabase(string path, SqliteConnection connection) => (Path, _connection) = (path, connection);

    /// <summary>Where the file is.</summary>
    public string Path { get; }

    /// <summary>Opens the file, making it when it is not there, checks it when the last run did not close it, and brings its layout up to date.</summary>
    /// <param name="dataFolder">An existing folder.</param>
    /// <exception cref="StorageUnavailable">It cannot be opened, is damaged, is something else, or is of a newer program; the message names the file.</exception>
    public static PeerDatabase Open(string dataFolder)
    {
        var path = System.IO.Path.GetFullPath(System.IO.Path.Combine(dataFolder, FileName));
        SqliteConnection? connection = null;
        try
        {
            var wasClosed = !IsFilled(path + "-wal");
            MakeOwnersOwn(path);
            connection = Connect(path);
            if (!wasClosed) CheckIntegrity(path, connection);
            Schema.BringUpToDate(path, connection);
            return new(path, connection);
        }
        catch (Exception cause)
        {
            connection?.Dispose();
            if (cause is StorageUnavailable) throw;
            if (cause is SqliteException or IOException or UnauthorizedAccessException) throw Failure(path, "cannot be opened", cause);
            throw;
        }
    }

    /// <summary>Does work with the connection when all work asked for before is done.</summary>
    /// <param name="what">What is being done, in words, such as "hashes could not be saved".</param>
    /// <param name="work">The work; it runs on a pool thread.</param>
    /// <param name="stopping">Gives up while waiting for the turn; work that has begun is finished.</param>
    /// <exception cref="StorageUnavailable">The file or the disk refused, or the database is closed.</exception>
    public Task<T> RunAsync<T>(string what, Func<SqliteConnection, T> work, CancellationToken stopping)
    {
        lock (_gate)
        {
            if (_closed) return Task.FromException<T>(new StorageUnavailable($"{Path}: {what}: the database is closed.", cause: null));
            // Cancelled lazily: who comes next must wait for whoever is before this one.
            var mine = _last.ContinueWith(_ => Run(what, work), stopping, TaskContinuationOptions.LazyCancellation, TaskScheduler.Default);
            _last = mine;
            return mine;
        }
    }

    /// <summary>Changes what must not be lost: wholly or not at all, and once this is done it is on the disk itself, so that no end of the program or of the
    /// machine undoes what was confirmed.</summary>
    /// <param name="what">What is being done, in words.</param>
    /// <param name="change">The change; it runs on a pool thread.</param>
    /// <param name="stopping">Gives up while waiting for the turn.</param>
    /// <exception cref="StorageUnavailable">The file or the disk refused, or the database is closed; nothing was changed.</exception>
    public Task ChangeAsync(string what, Action<SqliteConnection, SqliteTransaction> change, CancellationToken stopping) => RunAsync(
        what,
        connection =>
        {
            connection.Execute("PRAGMA synchronous = FULL");
            try
            {
                using var transaction = connection.BeginTransaction();
                change(connection, transaction);
                transaction.Commit();
                return true;
            }
            finally
            {
                connection.Execute("PRAGMA synchronous = NORMAL");
            }
        },
        stopping);

    /// <summary>Waits for all work asked for so far, folds the write-ahead log into the file and closes it. Work asked for later is refused.</summary>
    public void Dispose()
    {
        Task last;
        lock (_gate)
        {
            if (_closed) return;
            (_closed, last) = (true, _last);
        }

        // Its failure is its caller's to see.
        Task.WaitAny(last);
        _connection.Dispose();
    }

    private T Run<T>(string what, Func<SqliteConnection, T> work)
    {
        try
        {
            return work(_connection);
        }
        catch (Exception cause) when (cause is SqliteException or IOException or InvalidCastException or FormatException or ArgumentException)
        {
            throw Failure(Path, what, cause);
        }
    }

    private static SqliteConnection Connect(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = (int)BusyTimeout.TotalSeconds,
        }.ConnectionString);
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA busy_timeout = {BusyTimeout.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)}");
            connection.Execute("PRAGMA journal_mode = WAL");
            connection.Execute("PRAGMA synchronous = NORMAL");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static bool IsFilled(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    /// <summary>The log and its index take the rights of the file itself, so this covers them.</summary>
    private static void MakeOwnersOwn(string path)
    {
        using var made = new FileStream(path, OwnerOnly.ForWriting(FileMode.OpenOrCreate, FileShare.ReadWrite | FileShare.Delete));
        if (!OperatingSystem.IsWindows() && OwnerOnly.ModeOpenToOthers(path) is not null) File.SetUnixFileMode(path, OwnerOnly.File);
    }

    private static void CheckIntegrity(string path, SqliteConnection connection)
    {
        var found = connection.Query<string>("PRAGMA integrity_check(1)").FirstOrDefault();
        if (found != "ok") throw Damaged(path, found ?? "no answer", cause: null);
    }

    private static StorageUnavailable Failure(string path, string what, Exception cause)
    {
        // 11 SQLITE_CORRUPT, 26 SQLITE_NOTADB
        if (cause is SqliteException { SqliteErrorCode: 11 or 26 }) return Damaged(path, cause.Message, cause);
        return new($"{path}: {what}: {cause.Message} Make room on its disk or mend it, or start with another folder (--data).", cause);
    }

    private static StorageUnavailable Damaged(string path, string seen, Exception? cause) => new(
        $"{path} is damaged or is not a peer's database ({seen}). Move it away, with {FileName}-wal and {FileName}-shm beside it, and start again: " +
        "known hosts are then found anew and shared files are hashed anew. Access rules and groups are lost with it: make them again (peer deny, peer allow) " +
        "before you share what they kept private.", cause);
}
