using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Shares.Pushes;

/// <summary>The connections of pushes, in both roles. Nothing here throws for what the far side does.</summary>
public interface IPushPort
{
    /// <summary>From now on, tells of each connection that began with a <see cref="Giv"/>; from any thread. Whoever is told owns the connection.</summary>
    void Listen(Action<Giv, IGivenConnection> given);

    /// <summary>Dials whoever pushed, says <paramref name="giv"/>, and hands the connection to the web front, which serves it like one that it accepted.</summary>
    /// <param name="asker">Whom to dial.</param>
    /// <param name="giv">What to say.</param>
    /// <param name="limit">Longest wait for the connection.</param>
    /// <param name="stopping">Gives up.</param>
    /// <returns>True when it was handed over; false when nobody answered.</returns>
    Task<bool> AnswerAsync(PeerAddress asker, Giv giv, TimeSpan limit, CancellationToken stopping);

    /// <summary>Asks a push proxy to pass a push on: <c>GET /gnutella/push-proxy?ServerId=BASE32</c> with <c>X-Node</c>.</summary>
    /// <param name="proxy">Whom to ask.</param>
    /// <param name="sharer">Who is to dial.</param>
    /// <param name="file">Which file.</param>
    /// <param name="asker">Whom to dial: this peer.</param>
    /// <param name="limit">Longest wait for the answer.</param>
    /// <param name="stopping">Gives up.</param>
    /// <returns>True when it was taken (2xx).</returns>
    Task<bool> AskProxyAsync(PeerAddress proxy, ServentId sharer, FileIndex file, PeerAddress asker, TimeSpan limit, CancellationToken stopping);
}

/// <summary>A connection that a sharer made in answer to our push. It closes itself when nobody takes it up soon.</summary>
public interface IGivenConnection
{
    /// <summary>The far end as seen.</summary>
    PeerAddress Remote { get; }

    /// <summary>Takes the connection up, once: what is left of it after the GIV, for HTTP with this side asking. Null when it is gone.</summary>
    Stream? Take();

    /// <summary>Ends it.</summary>
    void Close();
}

/// <summary>A sharer dialled as it was asked to; the answer to <see cref="Messages.Shares.WantConnection"/>. Whoever is told owns the connection.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Connection">On which to ask.</param>
internal sealed record ConnectionGiven(RequestId Request, IGivenConnection Connection);

/// <summary>For a peer without a web front: it answers no push, and nobody dials it.</summary>
public sealed class NoPushPort : IPushPort
{
    /// <inheritdoc/>
    public void Listen(Action<Giv, IGivenConnection> given) { }

    /// <inheritdoc/>
    public Task<bool> AnswerAsync(PeerAddress asker, Giv giv, TimeSpan limit, CancellationToken stopping) => Task.FromResult(false);

    /// <inheritdoc/>
    public Task<bool> AskProxyAsync(PeerAddress proxy, ServentId sharer, FileIndex file, PeerAddress asker, TimeSpan limit, CancellationToken stopping) => Task.FromResult(false);
}
