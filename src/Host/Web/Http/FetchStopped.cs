using PeerActors.Actors.Shares;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>Ends a fetch from within; it never leaves the fetcher.</summary>
internal sealed class FetchStopped(FetchFailed outcome) : Exception(outcome.Detail)
{
    public FetchFailed Outcome { get; } = outcome;

    /// <summary>The sharer's doing: another one may do better.</summary>
    public static FetchStopped BySharer(DownloadFailure failure, string detail, TimeSpan? retryAfter = null) =>
        new(new FetchFailed(failure, detail, OtherSourceMayHelp: true) { RetryAfter = retryAfter });
}
