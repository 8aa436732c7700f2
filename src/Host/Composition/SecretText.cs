using System.Text;

namespace PeerActors.Host.Composition;

/// <summary>Reads files that nobody but their owner may read.</summary>
internal static class SecretText
{
    /// <exception cref="StartFailed">Others can read or write it, it cannot be read, or it is too long.</exception>
    public static string Read(string path, int longest)
    {
        try
        {
            if (OwnerOnly.ModeOpenToOthers(path) is { } mode)
                throw new StartFailed($"{path} is open to others (mode {mode}, 600 is expected), and whoever has its key can be this peer. If nobody has read it, "
                    + $"run chmod 600 {path}; otherwise delete it and the peer starts under a new id. The peer does not start.");
            using var reader = new StreamReader(path, Encoding.ASCII);
            var buffer = new char[longest + 1];
            var length = reader.ReadBlock(buffer);
            if (length > longest) throw new StartFailed($"{path} is no key file: it has more than {longest:N0} characters. Put the right file back.");
            return new(buffer, 0, length);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StartFailed($"{path} cannot be read: {unreadable.Message} Only the user who started the peer first can start it again.", unreadable);
        }
    }
}
