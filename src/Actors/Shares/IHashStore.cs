using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Shares;

/// <summary>Remembers hashes between runs, so that an unchanged file is not read again. No more than that: a peer goes on without it.</summary>
public interface IHashStore
{
    /// <summary>Where hashes are kept, as the user knows it: the path of a file.</summary>
    string Place { get; }

    /// <summary>Everything remembered.</summary>
    Task<ImmutableArray<RememberedHash>> LoadAsync(CancellationToken stopping);

    /// <summary>Remembers these and forgets the paths named, wholly or not at all.</summary>
    Task SaveAsync(ImmutableArray<RememberedHash> hashes, ImmutableArray<string> forgotten, CancellationToken stopping);
}

/// <summary>A file's hashes; they hold while path, size and time are the same.</summary>
/// <param name="File">Path, size and time.</param>
/// <param name="Sha1">Its SHA-1.</param>
/// <param name="Sha256">Its SHA-256.</param>
public sealed record RememberedHash(FoundFile File, Sha1Hash Sha1, Sha256Hash Sha256);
