namespace PeerActors.Actors.Remoting;

/// <summary>Settings of the services room; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.remoting</c>.</summary>
public sealed record RemotingSettings
{
    /// <summary><c>remoting.lease</c></summary>
    public required TimeSpan Lease { get; init; }

    /// <summary><c>remoting.max-services</c></summary>
    public required int MaxServices { get; init; }

    /// <summary><c>remoting.max-peers</c></summary>
    public required int MaxPeers { get; init; }

    /// <summary><c>remoting.max-waiting</c>, bytes for each peer</summary>
    public required int MaxWaiting { get; init; }

    /// <summary><c>remoting.max-kept</c>, bytes for each peer</summary>
    public required int MaxKept { get; init; }

    /// <summary><c>remoting.max-remembered</c>, streams of all peers</summary>
    public required int MaxRemembered { get; init; }

    /// <summary><c>remoting.resend-after</c></summary>
    public required TimeSpan ResendAfter { get; init; }

    /// <summary><c>remoting.max-replies</c>, for each peer</summary>
    public required int MaxReplies { get; init; }

    /// <summary><c>remoting.reply-lifetime</c></summary>
    public required TimeSpan ReplyLifetime { get; init; }

    /// <summary><c>remoting.max-watchers</c>, for each peer</summary>
    public required int MaxWatchers { get; init; }

    /// <summary><c>remoting.patience</c></summary>
    public required TimeSpan Patience { get; init; }

    /// <summary><c>peer-link.max-frame</c>, bytes: no message is larger</summary>
    public required int MaxFrame { get; init; }
}
