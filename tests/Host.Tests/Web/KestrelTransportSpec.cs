using Akka.Actor;
using PeerActors.Actors.Tests.Transports;
using PeerActors.Actors.Transports;
using PeerActors.Actors.Transports.Gnutella;
using PeerActors.Host.Web;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;

namespace PeerActors.Host.Tests.Web;

/// <summary>The contract behind the real public port, as a deployed peer has it.</summary>
public sealed class KestrelTransportSpec : TransportSpec, IAsyncLifetime
{
    private readonly PortCounters _counters = new();
    private readonly GnutellaTransport _dialler = new();
    private readonly HandedGnutellaTransport _handed = new();
    private PublicPort _port = null!;

    public async Task InitializeAsync()
    {
        _port = await PublicPort.OpenAsync(
            new PeerAddress(0x7F00_0001, 0), OpenPort.Settings, _handed.AcceptAsync,
            OpenPort.Front(new FakeFiles(), _counters), CancellationToken.None);
    }

    [Fact]
    public async Task A_servent_that_greets_after_listening_has_stopped_is_closed()
    {
        _handed.StopListening();
        using var servent = await RawClient.Connect(_port.Address.ToEndPoint());
        await servent.Send("GNUTELLA CONNECT/0.4\n\n");
        Assert.Empty(await servent.ReadToEnd());
        Assert.Equal((1, 0), (_counters[PortCount.Gnutella], _counters[PortCount.GnutellaFailed]));
    }

    [Fact]
    public async Task A_servent_that_greets_before_there_is_a_peer_waits_for_it()
    {
        using var system = ActorSystem.Create("early", "akka { loggers = [], stdout-loglevel = OFF }");
        var probe = TestProbe.In(system);
        using var servent = await RawClient.Connect(_port.Address.ToEndPoint());
        await servent.Send("GNUTELLA CONNECT/0.4\n\n");
        await Waiting.For(() => Task.FromResult(_counters[PortCount.Gnutella] == 1));
        _handed.Listen(_port.Address, probe.Ref);
        await probe.ExpectMsg<ListeningStarted>();
        var wire = (await probe.ExpectMsg<WireAccepted>()).Wire;
        wire.Receive(new GreetingReader(4096), 1, probe.Ref);
        Assert.Equal(GreetingBlock.Connect04, (await probe.ExpectMsg<WireReceived<GreetingBlock>>()).Messages[0]);
        wire.Close();
    }

    Task IAsyncLifetime.DisposeAsync() => Task.CompletedTask;

    public override async ValueTask DisposeAsync()
    {
        _dialler.Dispose();
        await _port.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override (ITransport Listener, PeerAddress At, ITransport Dialler) Open() => (_handed, _port.Address, _dialler);

    /// <summary>The port is not the transport's, so it stays open when the transport stops listening.</summary>
    protected override async Task Silence(ITransport listener)
    {
        listener.StopListening();
        await _port.CloseAsync(TimeSpan.Zero);
    }
}
