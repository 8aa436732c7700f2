using System.Collections.Concurrent;
using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Http;

/// <summary>A file of which some has arrived. Its bytes are what sources sent; only the whole can be verified.</summary>
internal interface IPartialContent : IReadableContent
{
    /// <summary>The ranges in hand, in order.</summary>
    ImmutableArray<ByteRange> Available { get; }
}

/// <summary>What is offered of a file that is being fetched.</summary>
/// <param name="Name">For the asker to store it under.</param>
/// <param name="Size">Of the whole.</param>
/// <param name="Content">What is there.</param>
internal sealed record PartialShare(string Name, long Size, IPartialContent Content);

/// <summary>Files that are being fetched and sent on meanwhile (<c>shares.share-partial</c>), by the content that they are to become. Bounded
/// as downloads are. From any thread.</summary>
internal sealed class PartialShares
{
    private readonly ConcurrentDictionary<Sha1Hash, PartialShare> _shares = [];

    /// <summary>Offers what arrives, until the result is disposed of. A second download of the same content is not offered.</summary>
    public IDisposable Offer(Sha1Hash content, PartialShare share)
    {
        _shares.TryAdd(content, share);
        return new Offered(this, content, share);
    }

    /// <summary>Null when it is not being fetched.</summary>
    public PartialShare? Find(Sha1Hash content) => _shares.GetValueOrDefault(content);

    private sealed class Offered(PartialShares shares, Sha1Hash content, PartialShare share) : IDisposable
    {
        public void Dispose() => shares._shares.TryRemove(new(content, share));
    }
}
