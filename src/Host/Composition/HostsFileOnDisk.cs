using System.Collections.Immutable;
using System.Text;
using PeerActors.Actors.HostCatcher;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Composition;

/// <summary>The text file of hosts to try that the user named.</summary>
internal static class HostsFileOnDisk
{
    private const string Setting = "--hosts, peer.hosts.file";

    /// <summary>The hosts in it; none when no file is named.</summary>
    /// <exception cref="StartFailed">It cannot be read, is too large, or has bad lines; each is named with its number.</exception>
    public static ImmutableArray<PeerAddress> Read(HostSettings settings)
    {
        if (settings.File.Length == 0) return [];
        var hosts = HostsFile.Read(Text(settings), out var problems);
        return problems.IsEmpty ? hosts : throw new StartFailed([.. problems.Select(problem => $"{settings.File}, {problem}")]);
    }

    private static string Text(HostSettings settings)
    {
        try
        {
            using var file = new FileStream(settings.File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[settings.MaxFile + 1];
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return length <= settings.MaxFile
                ? Encoding.UTF8.GetString(bytes, 0, length)
                : throw new StartFailed($"{settings.File} ({Setting}) has more than {settings.MaxFile:N0} bytes, which is the limit (peer.hosts.max-file).");
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new StartFailed($"{settings.File} ({Setting}) cannot be read: {refused.Message} A text file with ip:port on each line is expected.", refused);
        }
    }
}
