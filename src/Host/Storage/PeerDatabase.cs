using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;

namespace PeerActors.Host.Storage;

/// <summary>
/// The one file in which a peer keeps what it must not forget: <c>peer.db</c> in the data folder, readable by its owner only.
/// One connection, one user at a time, always off the caller's thread.
/// </summary>
internal sealed class PeerDatabase : IDisposable
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "peer.db";

    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SqliteConnection _connection;
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

    /// <summary>Does work with the connection when its turn comes; nobody else uses the connection meanwhile.</summary>
    /// <param name="what">What is being done, in words, such as "hashes could not be saved".</param>
    /// <param name="work">The work; it runs on a pool thread.</param>
    /// <param name="stopping">Gives up while waiting for the turn; work that has begun is finished.</param>
    /// <exception cref="StorageUnavailable">The file or the disk refused, or the database is closed.</exception>
    public Task<T> RunAsync<T>(string what, Func<SqliteConnection, T> work, CancellationToken stopping) => Task.Run(
        async () =>
        {
            await _turn.WaitAsync(stopping);
            try
            {
                if (_closed) throw new StorageUnavailable($"{Path}: {what}: the database is closed.", cause: null);
                return work(_connection);
            }
            catch (Exception cause) when (cause is SqliteException or IOException or InvalidCastException or FormatException)
            {
                throw Failure(Path, what, cause);
            }
            finally
            {
                _turn.Release();
            }
        },
        stopping);

    /// <summary>Waits for work under way, folds the write-ahead log into the file and closes it. Work asked for later is refused.</summary>
    public void Dispose()
    {
        _turn.Wait();
        try
        {
            if (_closed) return;
            _closed = true;
            _connection.Dispose();
        }
        finally
        {
            _turn.Release();
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
        return new($"{path}: {what}: {cause.Message}", cause);
    }

    private static StorageUnavailable Damaged(string path, string seen, Exception? cause) => new(
        $"{path} is damaged or is not a peer's database ({seen}). Move it away, with {FileName}-wal and {FileName}-shm beside it, and start again: " +
        "known hosts are then found anew and shared files are hashed anew; nothing else is lost.", cause);
}
