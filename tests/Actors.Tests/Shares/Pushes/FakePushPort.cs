using System.Threading.Channels;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Tests.Shares.Pushes;

/// <summary>Connections of pushes that the test makes.</summary>
internal sealed class FakePushPort : IPushPort
{
    private readonly Channel<Dial> _dials = Channel.CreateUnbounded<Dial>();
    private readonly Channel<Ask> _asks = Channel.CreateUnbounded<Ask>();
    private Action<Giv, IGivenConnection>? _given;

    public void Listen(Action<Giv, IGivenConnection> given) => _given = given;

    public Task<bool> AnswerAsync(PeerAddress asker, Giv giv, TimeSpan limit, CancellationToken stopping)
    {
        var dial = new Dial(asker, giv, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _dials.Writer.TryWrite(dial);
        return dial.End.Task;
    }

    public Task<bool> AskProxyAsync(PeerAddress proxy, ServentId sharer, FileIndex file, PeerAddress asker, TimeSpan limit, CancellationToken stopping)
    {
        var ask = new Ask(proxy, sharer, file, asker, new(TaskCreationOptions.RunContinuationsAsynchronously));
        _asks.Writer.TryWrite(ask);
        return ask.End.Task;
    }

    public async Task<Dial> Dialled() => await _dials.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public async Task<Ask> Asked() => await _asks.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public bool NobodyElseDialled => !_dials.Reader.TryPeek(out _);

    /// <summary>A sharer dials this peer.</summary>
    public FakeConnection Arrive(Giv giv, PeerAddress? from = null)
    {
        var connection = new FakeConnection(from);
        _given!(giv, connection);
        return connection;
    }

    internal sealed record Dial(PeerAddress Asker, Giv Giv, TaskCompletionSource<bool> End);

    internal sealed record Ask(PeerAddress Proxy, ServentId Sharer, FileIndex File, PeerAddress Asker, TaskCompletionSource<bool> End);
}

/// <summary>A connection that only tells whether it was closed.</summary>
internal sealed class FakeConnection(PeerAddress? remote = null) : IGivenConnection
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PeerAddress Remote => remote ?? new(PeerAddress.Loopback, 1);

    public Task Closed => _closed.Task.WaitAsync(TimeSpan.FromSeconds(30));

    public Stream? Take() => Stream.Null;

    public void Close() => _closed.TrySetResult();
}
