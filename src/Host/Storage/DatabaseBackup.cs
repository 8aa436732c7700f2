using Dapper;
using Microsoft.Data.Sqlite;
using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;

namespace PeerActors.Host.Storage;

/// <summary>A copy of a database as it was before its layout changed, beside it: <c>peer.db.layout-3</c>. One is kept, for the program before this one.</summary>
internal static class DatabaseBackup
{
    /// <summary>Makes the copy; what an earlier change left goes once the new one is whole.</summary>
    /// <param name="path">Of the database.</param>
    /// <param name="connection">Open on it.</param>
    /// <param name="layout">The version that it has.</param>
    /// <exception cref="StorageUnavailable">It cannot be made; then the layout is not changed either.</exception>
    public static void Make(string path, SqliteConnection connection, long layout)
    {
        var (copy, unfinished) = (PathOf(path, layout), path + ".layout-new");
        try
        {
            File.Delete(unfinished);
            using (new FileStream(unfinished, OwnerOnly.ForWriting(FileMode.CreateNew, FileShare.ReadWrite | FileShare.Delete)))
            {
                // An empty file of the owner's is there for SQLite to fill.
            }

            connection.Execute("VACUUM INTO @unfinished", new { unfinished });
            File.Move(unfinished, copy, overwrite: true);
            foreach (var older in Directory.GetFiles(Path.GetDirectoryName(path)!, Path.GetFileName(path) + ".layout-*"))
                if (older != copy) File.Delete(older);
        }
        catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StorageUnavailable(
                $"{path} has layout {layout}, and cannot be brought up to date because no copy of it could be made first ({copy}): {cause.Message} Make room on its disk or mend it. The file is left as it is.", cause);
        }
    }

    /// <summary>Where the copy of a layout is.</summary>
    public static string PathOf(string path, long layout) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{path}.layout-{layout}");
}
