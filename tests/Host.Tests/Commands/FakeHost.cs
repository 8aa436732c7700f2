using System.Threading.Channels;
using PeerActors.Host.Commands;
using PeerActors.Host.Composition;
using PeerActors.Host.Tests.Admin;
using PeerActors.Host.Tests.Composition;
using PeerActors.Messages.Peer;

namespace PeerActors.Host.Tests.Commands;

/// <summary>A peer that comes up at once and does what the test says.</summary>
internal sealed class FakeHost : IPeerHost
{
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FakeGateway Gateway { get; } = new();

    public Channel<HostEvent> Happenings { get; } = Channel.CreateUnbounded<HostEvent>();

    public PeerLeft Left { get; set; } = new(FakeGateway.Request, 2, 7, []);

    public Exception? LeavingFails { get; set; }

    public PeerSetup? Setup { get; private set; }

    public bool Disposed { get; private set; }

    public RunningPeer Peer => Gateway.AsPeer(Setup!.Settings.Name is { Length: > 0 } name ? name : "alice") with { ReadPerson = new PersonFiles(Setup.Data.Path).Read };

    public Task Completion => _completion.Task;

    /// <summary>Plugs this host into the command line.</summary>
    public Seams Seams => new()
    {
        LoadSettings = _ => TestSettings.Default,
        StartPeer = (setup, _) =>
        {
            Setup = setup;
            return Task.FromResult<IPeerHost>(this);
        },
    };

    public void Fail(Exception cause) => _completion.SetException(cause);

    public IAsyncEnumerable<HostEvent> Events(CancellationToken stopping) => Happenings.Reader.ReadAllAsync(stopping);

    public Task<PeerLeft> LeaveAsync(TimeSpan limit) => LeavingFails is { } failure ? Task.FromException<PeerLeft>(failure) : Task.FromResult(Left);

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }
}
