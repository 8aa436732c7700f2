using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Links;

/// <summary>Settings of the links room; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.links</c>.</summary>
public sealed record LinkSettings
{
    /// <summary><c>links.dialect</c></summary>
    public required LinkDialect Dialect { get; init; }

    /// <summary><c>links.deflate</c></summary>
    public required bool Deflate { get; init; }

    /// <summary><c>links.max-inflation</c>, bytes out for one in</summary>
    public required int MaxInflation { get; init; }

    /// <summary><c>links.max-leaves</c></summary>
    public required int MaxLeaves { get; init; }

    /// <summary><c>links.leaf-ultrapeers</c></summary>
    public required int LeafUltrapeers { get; init; }

    /// <summary><c>links.hosts-to-try</c></summary>
    public required int HostsToTry { get; init; }

    /// <summary><c>links.desired</c></summary>
    public required int Desired { get; init; }

    /// <summary><c>links.max</c></summary>
    public required int Max { get; init; }

    /// <summary>What we say of how many ultrapeers we hold (X-Degree): midway between what we look for and what we take. Leaves of today refuse an
    /// ultrapeer that says less than 16.</summary>
    public int Degree => (Desired + Max) / 2;

    /// <summary><c>links.max-per-address</c></summary>
    public required int MaxPerAddress { get; init; }

    /// <summary><c>links.max-greetings</c></summary>
    public required int MaxGreetings { get; init; }

    /// <summary><c>links.max-greetings-per-address</c></summary>
    public required int MaxGreetingsPerAddress { get; init; }

    /// <summary><c>links.dial-discovered</c></summary>
    public required bool DialDiscovered { get; init; }

    /// <summary><c>links.dial-timeout</c></summary>
    public required TimeSpan DialTimeout { get; init; }

    /// <summary><c>links.greeting-timeout</c></summary>
    public required TimeSpan GreetingTimeout { get; init; }

    /// <summary><c>links.idle-timeout</c></summary>
    public required TimeSpan IdleTimeout { get; init; }

    /// <summary><c>links.ping-interval</c></summary>
    public required TimeSpan PingInterval { get; init; }

    /// <summary>How long nothing has come when a neighbour counts as leaving its ping without an answer: the ping has had half an interval's time.</summary>
    public TimeSpan Unanswered => PingInterval * 1.5;

    /// <summary><c>links.write-timeout</c></summary>
    public required TimeSpan WriteTimeout { get; init; }

    /// <summary><c>links.bye-timeout</c></summary>
    public required TimeSpan ByeTimeout { get; init; }

    /// <summary><c>links.maintain-interval</c></summary>
    public required TimeSpan MaintainInterval { get; init; }

    /// <summary><c>links.max-greeting</c>, bytes</summary>
    public required int MaxGreeting { get; init; }

    /// <summary><c>links.max-greeting-headers</c></summary>
    public required int MaxGreetingHeaders { get; init; }

    /// <summary><c>links.max-greeting-line</c>, bytes</summary>
    public required int MaxGreetingLine { get; init; }

    /// <summary><c>links.max-payload</c>, bytes</summary>
    public required int MaxPayload { get; init; }

    /// <summary><c>links.max-batch</c>, descriptors</summary>
    public required int MaxBatch { get; init; }

    /// <summary><c>links.max-control-bytes</c></summary>
    public required int MaxControlBytes { get; init; }

    /// <summary><c>links.max-queue-bytes</c></summary>
    public required int MaxQueueBytes { get; init; }

    /// <summary><c>links.ban-time</c></summary>
    public required TimeSpan BanTime { get; init; }

    /// <summary><c>links.max-bans</c>, addresses</summary>
    public required int MaxBans { get; init; }

    /// <summary><c>links.never-ban</c>; port 0 stands for every port</summary>
    public required ImmutableArray<PeerAddress> NeverBan { get; init; }

    /// <summary><c>links.max-unknown</c>, descriptors</summary>
    public required int MaxUnknown { get; init; }

    /// <summary><c>links.max-unknown-modern</c>, descriptors</summary>
    public required int MaxUnknownModern { get; init; }
}
