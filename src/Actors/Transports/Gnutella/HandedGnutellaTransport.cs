using System.IO.Pipelines;
using Akka.Actor;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Transports.Gnutella;

/// <summary>
/// TCP whose listener belongs to somebody else: the web front owns the one public port and hands over each connection that greets in
/// Gnutella. Dialling is the same as everywhere.
/// </summary>
/// <param name="listening">Where that port is open already.</param>
public sealed class HandedGnutellaTransport(PeerAddress listening) : ITransport
{
    private volatile IActorRef? _acceptor;

    /// <inheritdoc/>
    public void Listen(PeerAddress at, IActorRef acceptor)
    {
        acceptor.Tell(new ListeningStarted(listening));
        _acceptor = acceptor;
    }

    /// <inheritdoc/>
    public void Dial(PeerAddress remote, TimeSpan limit, IActorRef to) => _ = GnutellaDialler.DialAsync(remote, limit, to);

    /// <inheritdoc/>
    public void StopListening() => _acceptor = null;

    /// <summary>Takes a connection over. The greeting's bytes are still unread in it.</summary>
    /// <param name="pipe">The connection.</param>
    /// <param name="remote">The far end as seen.</param>
    /// <param name="end">Ends the connection, after what was written if that leaves soon; called once, when the link is closed.</param>
    /// <returns>Completes when the link is over; the caller then closes the connection.</returns>
    public Task AcceptAsync(IDuplexPipe pipe, PeerAddress remote, Action end)
    {
        if (_acceptor is not { } acceptor)
        {
            end();
            return Task.CompletedTask;
        }

        var wire = new PipeWire(pipe, remote, end);
        acceptor.Tell(new WireAccepted(wire));
        return wire.Over;
    }
}
