using PeerActors.Actors.Shares;
using PeerActors.Messages.Shares;

namespace PeerActors.Benchmarks.Loopback;

/// <summary>Fetches nothing: nobody downloads here.</summary>
internal sealed class NoFetcher : IFetcher
{
    public Task<FetchOutcome> FetchAsync(FetchOrder order, Action<FetchProgress> progress, CancellationToken stopping) =>
        Task.FromResult<FetchOutcome>(new FetchFailed(DownloadFailure.Unreachable, "nothing is fetched here", OtherSourceMayHelp: false));
}
