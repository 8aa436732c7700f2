using PeerActors.Actors.Shares;
using PeerActors.Messages.Shares;

namespace PeerActors.TestKit;

/// <summary>Fetches nothing, for peers that nobody has download.</summary>
public sealed class NoFetcher : IFetcher
{
    /// <inheritdoc/>
    public Task<FetchOutcome> FetchAsync(FetchOrder order, Action<FetchProgress> progress, CancellationToken stopping) =>
        Task.FromResult<FetchOutcome>(new FetchFailed(DownloadFailure.Unreachable, "nothing is fetched here", OtherSourceMayHelp: false));
}
