using PeerActors.Actors.Tests.Transports;
using PeerActors.Actors.Transports;
using PeerActors.Actors.Transports.Gnutella;
using PeerActors.Host.Web;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Web;

/// <summary>The contract behind the real public port, as a deployed peer has it.</summary>
public sealed class KestrelTransportSpec : TransportSpec, IAsyncLifetime
{
    private readonly PortCounters _counters = new();
    private readonly GnutellaTransport _dialler = new();
    private HandedGnutellaTransport? _handed;
    private PublicPort _port = null!;

    public async Task InitializeAsync()
    {
        _port = await PublicPort.OpenAsync(
            new PeerAddress(0x7F00_0001, 0), OpenPort.Settings, (pipe, remote, end) => _handed!.AcceptAsync(pipe, remote, end),
            OpenPort.Front(new FakeFiles(), _counters), CancellationToken.None);
        _handed = new(_port.Address);
    }

    [Fact]
    public async Task A_servent_that_greets_after_listening_has_stopped_is_closed()
    {
        _handed!.StopListening();
        using var servent = await RawClient.Connect(_port.Address.ToEndPoint());
        await servent.Send("GNUTELLA CONNECT/0.4\n\n");
        Assert.Empty(await servent.ReadToEnd());
        Assert.Equal((1, 0), (_counters[PortCount.Gnutella], _counters[PortCount.GnutellaFailed]));
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        _dialler.Dispose();
        await _port.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override (ITransport Listener, PeerAddress At, ITransport Dialler) Open() => (_handed!, _port.Address, _dialler);

    /// <summary>The port is not the transport's, so it stays open when the transport stops listening.</summary>
    protected override async Task Silence(ITransport listener)
    {
        listener.StopListening();
        await _port.CloseAsync(TimeSpan.Zero);
    }
}
