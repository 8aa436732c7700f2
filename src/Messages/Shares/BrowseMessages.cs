using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Shares;

/// <summary>Asks for the files offered, a page at a time; <see cref="FilesBrowsed"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="After">The page begins behind this number; 0 for the first.</param>
public sealed record BrowseFiles(RequestId Request, FileIndex After) : IOfferQuery
{
    /// <summary>Most files in one page.</summary>
    public const int PageFiles = 200;

    /// <inheritdoc/>
    public PeerId? Asker { get; init; }
}

/// <summary>A page of the files offered.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Files">In the order of their numbers; perhaps none although others follow.</param>
/// <param name="Hits">The same as hits, for a servent that browses.</param>
/// <param name="Next">Where the next page begins; null when this is the last.</param>
public sealed record FilesBrowsed(RequestId Request, ImmutableArray<SharedFile> Files, ImmutableArray<QueryHit> Hits, FileIndex? Next)
{
    /// <summary>True when the asker may not list what is shared; there may be folders of which it may.</summary>
    public bool IsDenied { get; init; }
}
