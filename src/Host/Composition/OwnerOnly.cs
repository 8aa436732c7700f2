namespace PeerActors.Host.Composition;

/// <summary>Files and folders that only their owner may read. Windows keeps them private through the user's profile instead.</summary>
internal static class OwnerOnly
{
    public const UnixFileMode File = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode Folder = File | UnixFileMode.UserExecute;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, Folder);
    }

    /// <summary>What a file is opened with, so that it is private from its first moment.</summary>
    public static FileStreamOptions ForWriting(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = File;
        return options;
    }

    /// <summary>Writes beside the file and renames, so that a reader sees all of the old or all of the new.</summary>
    public static void WriteWhole(string path, ReadOnlySpan<byte> content)
    {
        var beside = $"{path}.new";
        System.IO.File.Delete(beside);
        using (var stream = new FileStream(beside, ForWriting(FileMode.CreateNew, FileShare.None)))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        System.IO.File.Move(beside, path, overwrite: true);
    }

    /// <summary>Deletes a file; that it is gone already, with its folder perhaps, is fine.</summary>
    public static void DeleteIfThere(string path)
    {
        if (System.IO.File.Exists(path)) System.IO.File.Delete(path);
    }

    /// <summary>The mode in octal when others may read, write or enter; null when it is private.</summary>
    public static string? ModeOpenToOthers(string path) => ModeWith(path, Others);

    /// <summary>The mode in octal when others may write; null when they may not.</summary>
    public static string? ModeWritableByOthers(string path) => ModeWith(path, UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);

    private static string? ModeWith(string path, UnixFileMode any)
    {
        if (OperatingSystem.IsWindows()) return null;
        var mode = System.IO.File.GetUnixFileMode(path);
        return (mode & any) == UnixFileMode.None ? null : Convert.ToString((int)mode, 8);
    }
}
