using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.PeerLinks;

/// <summary>Settings of the peer links room; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.peer-link</c>.</summary>
public sealed record PeerLinkSettings
{
    /// <summary><c>peer-link.max-links</c></summary>
    public required int MaxLinks { get; init; }

    /// <summary><c>peer-link.max-handshakes</c></summary>
    public required int MaxHandshakes { get; init; }

    /// <summary><c>peer-link.dial-timeout</c></summary>
    public required TimeSpan DialTimeout { get; init; }

    /// <summary><c>peer-link.handshake-timeout</c></summary>
    public required TimeSpan HandshakeTimeout { get; init; }

    /// <summary><c>peer-link.hello-timeout</c></summary>
    public required TimeSpan HelloTimeout { get; init; }

    /// <summary><c>peer-link.beat-interval</c></summary>
    public required TimeSpan BeatInterval { get; init; }

    /// <summary><c>peer-link.lost-after</c></summary>
    public required TimeSpan LostAfter { get; init; }

    /// <summary><c>peer-link.stall-timeout</c></summary>
    public required TimeSpan StallTimeout { get; init; }

    /// <summary><c>peer-link.bye-timeout</c></summary>
    public required TimeSpan ByeTimeout { get; init; }

    /// <summary><c>peer-link.redial-first</c></summary>
    public required TimeSpan RedialFirst { get; init; }

    /// <summary><c>peer-link.redial-max</c></summary>
    public required TimeSpan RedialMax { get; init; }

    /// <summary><c>peer-link.max-frame</c>, bytes</summary>
    public required int MaxFrame { get; init; }

    /// <summary><c>peer-link.window-urgent</c>, bytes</summary>
    public required int WindowUrgent { get; init; }

    /// <summary><c>peer-link.window-normal</c>, bytes</summary>
    public required int WindowNormal { get; init; }

    /// <summary><c>peer-link.window-bulk</c>, bytes</summary>
    public required int WindowBulk { get; init; }

    /// <summary><c>peer-link.remember-for</c></summary>
    public required TimeSpan RememberFor { get; init; }

    /// <summary>The window of each class.</summary>
    public PerClass<int> Windows => new(WindowUrgent, WindowNormal, WindowBulk);

    /// <summary><c>peer-link.max-queue</c>, bytes of each class</summary>
    public required int MaxQueue { get; init; }

    /// <summary><c>peer-link.max-write</c>, bytes</summary>
    public required int MaxWrite { get; init; }

    /// <summary><c>peer-link.max-kept</c>, bytes</summary>
    public required int MaxKept { get; init; }

    /// <summary><c>peer-link.max-names</c></summary>
    public required int MaxNames { get; init; }

    /// <summary><c>peer-link.max-batch</c>, frames</summary>
    public required int MaxBatch { get; init; }
}
