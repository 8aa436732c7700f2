using System.IO.Pipelines;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Pushes;

/// <summary>A connection of the public port that began with a GIV.</summary>
internal sealed class GivenConnection : IGivenConnection
{
    private readonly IDuplexPipe _pipe;
    private readonly Action _end;
    private readonly CancellationTokenSource _patience;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _taken;

    /// <param name="pipe">Its bytes behind the GIV.</param>
    /// <param name="remote">The far end as seen.</param>
    /// <param name="end">Ends the connection.</param>
    /// <param name="patience">It is ended when nobody takes it up for so long.</param>
    public GivenConnection(IDuplexPipe pipe, PeerAddress remote, Action end, TimeSpan patience)
    {
        (_pipe, Remote, _end) = (pipe, remote, end);
        _patience = new CancellationTokenSource(patience);
        _patience.Token.Register(() =>
        {
            if (Interlocked.Exchange(ref _taken, 1) == 0) Close();
        });
    }

    public PeerAddress Remote { get; }

    /// <summary>Completes when the connection is over, on this side.</summary>
    public Task Over => _over.Task;

    public Stream? Take()
    {
        if (Interlocked.Exchange(ref _taken, 1) != 0) return null;
        _patience.Dispose();
        return new PipeStream(_pipe, Close);
    }

    public void Close()
    {
        if (!_over.TrySetResult()) return;
        Volatile.Write(ref _taken, 1);
        _patience.Dispose();
        _end();
    }
}
