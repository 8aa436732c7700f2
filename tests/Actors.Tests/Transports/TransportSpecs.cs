using PeerActors.Actors.Transports;
using PeerActors.Actors.Transports.Gnutella;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Tests.Transports;

public class InProcessTransportSpec : TransportSpec
{
    private readonly InProcessNetwork _network = new();

    protected override (ITransport Listener, PeerAddress At, ITransport Dialler) Open()
    {
        var listener = _network.Host();
        return (listener, listener.Address, _network.Host());
    }
}

public class GnutellaTransportSpec : TransportSpec
{
    private readonly List<GnutellaTransport> _open = [];

    protected override (ITransport Listener, PeerAddress At, ITransport Dialler) Open()
    {
        _open.AddRange([new(), new()]);
        return (_open[^1], new(0x7F00_0001, 0), _open[^2]);
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var transport in _open) transport.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
