using PeerActors.Host.Composition;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Links;

namespace PeerActors.Host.Commands.Demo;

/// <summary>One of the five: a data folder of its own, a port of its own, an actor system of its own, commanded like any peer.</summary>
internal sealed class DemoPeer : IAsyncDisposable
{
    private readonly Stack<object> _open = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _shared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _linked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IPeerHost _host = null!;

    public RunningPeer Running => _host.Peer;

    /// <summary>For <c>--data</c> of other commands.</summary>
    public string DataFolder { get; private set; } = "";

    /// <summary>Completes when all its files are offered.</summary>
    public Task Shared => _shared.Task;

    /// <summary>Completes when the link that it dialled is open.</summary>
    public Task Linked => _linked.Task;

    public static async Task<DemoPeer> StartAsync(Seams seams, UpOptions options, CommandIo io, CancellationToken stop)
    {
        var peer = new DemoPeer();
        try
        {
            await peer.OpenAsync(seams, options, io, stop);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public Task LeaveAsync(TimeSpan limit) => _host.LeaveAsync(limit);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        while (_open.TryPop(out var part))
        {
            if (part is IAsyncDisposable slow) await slow.DisposeAsync();
            else ((IDisposable)part).Dispose();
        }

        _ending.Dispose();
    }

    private async Task OpenAsync(Seams seams, UpOptions options, CommandIo io, CancellationToken stop)
    {
        var settings = options.ApplyTo(seams.LoadSettings(null));
        // Left alone, the five would hear of each other and link across the line.
        settings = settings with { Links = settings.Links with { DialDiscovered = false }, Join = options.Join };
        var folder = Composition.DataFolder.Open(options.Data);
        _open.Push(folder);
        DataFolder = folder.Path;
        _host = await seams.StartPeer(new(folder, settings), stop);
        _open.Push(_host);
        var token = BearerToken.Make();
        var admin = await AdminServer.StartAsync(_host.Peer, settings.Http, token, io.Clock);
        _open.Push(admin);
        _open.Push(folder.Publish(new(admin.Url, token, Environment.ProcessId)));
        _ = ListenAsync();
    }

    private async Task ListenAsync()
    {
        try
        {
            await foreach (var e in _host.Events(_ending.Token))
            {
                if (e is LibraryReady) _shared.TrySetResult();
                if (e is LinkHappened { Event: LinkOpened { Direction: LinkDirection.Outbound } }) _linked.TrySetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // The demo is over; whoever still waits is told so.
            _shared.TrySetCanceled();
            _linked.TrySetCanceled();
        }
    }
}
