using PeerActors.Messages.Identity;

namespace PeerActors.Host.Composition;

/// <summary>All that a peer keeps: its id, its state, its lock, and while it runs the way to command it.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FolderLock _lock;

    private DataFolder(string path, FolderLock taken, ServentId servent, PeerIdentity identity) =>
        (Path, _lock, Servent, Identity) = (path, taken, servent, identity);

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>The peer of this folder.</summary>
    public ServentId Servent { get; }

    /// <summary>Its key and certificate.</summary>
    public PeerIdentity Identity { get; }

    /// <summary>Where downloads go when neither <c>--out</c> nor <c>downloads.folder</c> says otherwise.</summary>
    public string Downloads => In("downloads");

    /// <summary>A file or folder in it.</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Opens the folder for one peer, or makes it.</summary>
    /// <exception cref="StartFailed">It cannot be made or written, is in use, or holds what a peer did not write.</exception>
    public static DataFolder Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        try
        {
            OwnerOnly.CreateFolder(path);
            RefuseWhenOthersWrite(path);
            var taken = FolderLock.Take(path);
            try
            {
                AdminFile.Delete(path);
                var identity = IdentityFile.ReadOrMake(path, TimeProvider.System);
                new PersonFiles(path).MakeUnlessThere(identity.Id, Environment.MachineName);
                return new(path, taken, ServentIdFile.ReadOrMake(path), identity);
            }
            catch
            {
                taken.Dispose();
                throw;
            }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartFailed(
                $"The data folder {path} cannot be used: {refused.Message} A peer must be able to make it and to write in it; name another one with --data.",
                refused);
        }
    }

    /// <summary>Says how this peer is commanded, until the result is disposed.</summary>
    public IDisposable Publish(AdminAccess access)
    {
        try
        {
            AdminFile.Write(Path, access);
            return new Published(Path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StartFailed($"{AdminFile.PathIn(Path)} cannot be written: {refused.Message} Without it no command reaches the peer (--data).", refused);
        }
    }

    public void Dispose()
    {
        Identity.Dispose();
        _lock.Dispose();
    }

    /// <summary>Whoever can write in the folder could put an admin.json of his own there. A folder that exists is left as it
    /// is, because it may be somebody else's, such as /tmp.</summary>
    private static void RefuseWhenOthersWrite(string path)
    {
        if (OwnerOnly.ModeWritableByOthers(path) is { } mode)
            throw new StartFailed($"The data folder {path} can be written by others (mode {mode}, 700 is expected), and the peer keeps its token and its "
                + $"state there. Run chmod 700 {path}, or name another folder with --data.");
    }

    private sealed class Published(string folder) : IDisposable
    {
        public void Dispose() => AdminFile.Delete(folder);
    }
}
