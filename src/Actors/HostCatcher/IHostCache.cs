using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.HostCatcher;

/// <summary>Asks web caches. Everything runs off the caller's thread.</summary>
public interface IHostCache
{
    /// <summary>Asks one cache one question. Never throws for what the cache or the network does: that is a <see cref="CacheAnswer"/> with a problem.</summary>
    Task<CacheAnswer> AskAsync(CacheRequest request, CancellationToken stopping);
}

/// <summary>A question to a web cache.</summary>
/// <param name="Cache">Which.</param>
/// <param name="Own">Where this peer can be dialled, when it is to be named to the cache; null when the cache is asked for hosts.</param>
/// <param name="Vouched">Another cache that has answered, named together with this peer; null for none.</param>
public sealed record CacheRequest(Uri Cache, PeerAddress? Own, Uri? Vouched);

/// <summary>For a peer without a way to ask: every question fails.</summary>
public sealed class NoHostCache : IHostCache
{
    private NoHostCache() { }

    /// <summary>It holds nothing.</summary>
    public static NoHostCache Instance { get; } = new();

    /// <inheritdoc/>
    public Task<CacheAnswer> AskAsync(CacheRequest request, CancellationToken stopping) => Task.FromResult(CacheAnswer.Failed("this peer cannot ask web caches"));
}
