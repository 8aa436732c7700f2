using System.Threading.Channels;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Shares;

/// <summary>Browses nobody: the test says what a host tells, and when it ends.</summary>
internal sealed class FakeBrowser : IHostBrowser
{
    public Channel<(PeerAddress Host, Action<QueryHit> Heard, CancellationToken Stopping)> Asked { get; } =
        Channel.CreateUnbounded<(PeerAddress, Action<QueryHit>, CancellationToken)>();

    public TaskCompletionSource<string?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<string?> BrowseAsync(PeerAddress host, Action<QueryHit> heard, CancellationToken stopping)
    {
        Asked.Writer.TryWrite((host, heard, stopping));
        return Ended.Task;
    }
}
