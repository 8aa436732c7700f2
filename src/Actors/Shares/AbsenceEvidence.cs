using System.Collections.Immutable;

namespace PeerActors.Actors.Shares;

/// <summary>
/// Tells whether a file that a listing does not name is gone. A folder that could not be read just now, or is not shared in this
/// run, says nothing about its files; nor does a listing that was cut short.
/// </summary>
internal sealed class AbsenceEvidence(ImmutableArray<string> folders, FolderListing listing)
{
    private readonly HashSet<string> _folders = new(folders.Select(Path.TrimEndingDirectorySeparator), StringComparer.Ordinal);
    private readonly HashSet<string> _unread = new(listing.Problems.Select(static problem => problem.Path), StringComparer.Ordinal);

    /// <summary>True when the file would have been listed if it were there.</summary>
    public bool SaysGone(string path)
    {
        if (listing.LeftOut > 0) return false;
        var isShared = false;
        for (var at = path; at is not null; at = Path.GetDirectoryName(at))
        {
            if (_unread.Contains(at)) return false;
            isShared |= _folders.Contains(at);
        }

        return isShared;
    }
}
