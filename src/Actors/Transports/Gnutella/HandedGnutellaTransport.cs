using System.IO.Pipelines;
using Akka.Actor;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Transports.Gnutella;

/// <summary>
/// TCP whose listener belongs to somebody else: the web front owns the one public port and hands over each connection that greets in
/// Gnutella. That port is open before there is a peer behind it, so connections that come early wait for it. Dialling is the same as everywhere.
/// </summary>
public sealed class HandedGnutellaTransport : ITransport
{
    private readonly TaskCompletionSource _hasBegun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile IActorRef? _acceptor;

    /// <inheritdoc/>
    /// <remarks>The address is where the port is open already.</remarks>
    public void Listen(PeerAddress at, IActorRef acceptor)
    {
        acceptor.Tell(new ListeningStarted(at));
        _acceptor = acceptor;
        _hasBegun.TrySetResult();
    }

    /// <inheritdoc/>
    public void Dial(PeerAddress remote, TimeSpan limit, IActorRef to) => _ = GnutellaDialler.DialAsync(remote, limit, to);

    /// <inheritdoc/>
    public void StopListening()
    {
        _acceptor = null;
        _hasBegun.TrySetResult();
    }

    /// <summary>Takes a connection over. The greeting's bytes are still unread in it.</summary>
    /// <param name="pipe">The connection.</param>
    /// <param name="remote">The far end as seen.</param>
    /// <param name="end">Ends the connection, after what was written if that leaves soon; called once, when the link is closed.</param>
    /// <returns>Completes when the link is over; the caller then closes the connection.</returns>
    public async Task AcceptAsync(IDuplexPipe pipe, PeerAddress remote, Action end)
    {
        await _hasBegun.Task;
        if (_acceptor is not { } acceptor)
        {
            end();
            return;
        }

        var wire = new PipeWire(pipe, remote, end);
        acceptor.Tell(new WireAccepted(wire));
        await wire.Over;
    }
}
