using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Host.Web.Http;

/// <summary>Dials a peer whose key is known, showing it ours.</summary>
internal delegate Task<Stream> DialByKey(PeerAddress remote, PeerId expected, CancellationToken stopping);

/// <summary>
/// Dials whomever we ask for files: a peer that we hold a peer link with is asked over TLS, as the peer that we are, so that it gives us what its rules
/// allow to us and nobody listens; everybody else is asked as ever. Bounded as peer links are. Called from any thread.
/// </summary>
internal sealed class KeyedDialling(DialByKey dial)
{
    private readonly ConcurrentDictionary<PeerAddress, PeerId> _keys = new();

    /// <summary>A peer is there.</summary>
    public void On(PeerReachable reachable)
    {
        Forget(reachable.Peer);
        if (reachable.Endpoint is not { } signed || !StatementCodec.TryReadEndpoint(signed, out var record) || record.Peer != reachable.Peer) return;
        foreach (var address in record.Addresses) _keys[address] = reachable.Peer;
    }

    /// <summary>A peer is there no more.</summary>
    public void On(PeerUnreachable unreachable) => Forget(unreachable.Peer);

    /// <summary>Connects, as <see cref="SocketsHttpHandler.ConnectCallback"/> has it.</summary>
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stopping)
    {
        var host = context.DnsEndPoint;
        if (PeerAddress.TryParse($"{host.Host}:{host.Port}", out var remote) && _keys.TryGetValue(remote, out var peer)) return await dial(remote, peer, stopping);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, stopping);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Forget(PeerId peer)
    {
        foreach (var (address, _) in _keys.Where(known => known.Value == peer)) _keys.TryRemove(new(address, peer));
    }
}
