using System.Formats.Tar;

namespace PeerActors.Host.Storage;

/// <summary>Tells files from pipes, sockets and devices without opening them.</summary>
internal static class FileKind
{
    /// <summary>
    /// True for a regular file, meant for empty ones. The base library shows what kind a file is nowhere but in the header of
    /// a tar entry, so one is made in memory; for anything but a regular file it is made without opening it.
    /// </summary>
    /// <exception cref="IOException">There is nothing of that name.</exception>
    public static bool IsRegular(string path)
    {
        using var memory = new MemoryStream();
        try
        {
            using (var writer = new TarWriter(memory, TarEntryFormat.Pax, leaveOpen: true)) writer.WriteEntry(path, "kind");
            memory.Position = 0;
            using var reader = new TarReader(memory);
            return reader.GetNextEntry() is { EntryType: TarEntryType.RegularFile or TarEntryType.V7RegularFile };
        }
        catch (Exception cause) when (cause is (IOException or UnauthorizedAccessException) and not (FileNotFoundException or DirectoryNotFoundException))
        {
            // A socket cannot be put into a tar. A regular file that cannot be opened is for hashing to complain about.
            return cause is UnauthorizedAccessException;
        }
    }
}
