using PeerActors.Actors.Shares;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>Says what our own disk refused, and that no other source would help.</summary>
internal static class DiskTrouble
{
    private const int UnixNoSpace = 28;
    private const int UnixOverQuota = 122;
    private const int UnixWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    /// <summary>True for the exceptions that .NET has for a disk that refuses.</summary>
    public static bool Is(Exception cause) => cause is IOException or UnauthorizedAccessException;

    /// <summary>Names the thing, what was seen, and what to do.</summary>
    /// <param name="cause">As thrown by a file operation.</param>
    /// <param name="path">The file concerned.</param>
    public static FetchFailed Describe(Exception cause, string path) => cause switch
    {
        IOException when IsFull(cause.HResult) => new(
            DownloadFailure.DiskFull,
            $"The disk of the folder {Path.GetDirectoryName(path)} is full. What had arrived is kept; make room, or choose another place with --out or downloads.folder.",
            OtherSourceMayHelp: false),
        DirectoryNotFoundException => CannotStore($"The folder {Path.GetDirectoryName(path)} does not exist. Make it, or choose another place with --out or downloads.folder."),
        UnauthorizedAccessException => CannotStore(
            $"Writing {path} is not permitted: {cause.Message} Choose another place with --out or downloads.folder."),
        IOException when IsLocked(cause.HResult) => CannotStore($"Another download is writing {path}. Let it end, or choose another place with --out."),
        _ => CannotStore($"{path} cannot be written: {cause.Message} Choose another place with --out or downloads.folder."),
    };

    public static FetchFailed CannotStore(string detail) => new(DownloadFailure.CannotStore, detail, OtherSourceMayHelp: false);

    /// <summary>On Unix .NET gives the system's own number for what it has no exception for.</summary>
    public static bool IsFull(int hresult) => hresult is UnixNoSpace or UnixOverQuota or WindowsDiskFull or WindowsHandleDiskFull;

    private static bool IsLocked(int hresult) => hresult is UnixWouldBlock or MacWouldBlock or WindowsSharingViolation;
}
