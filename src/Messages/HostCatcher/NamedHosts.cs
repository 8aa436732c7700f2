using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.HostCatcher;

/// <summary>Hosts that one peer names to another, so that it can try them. A leaf is linked to ultrapeers only, so those are named apart.</summary>
/// <param name="Ultrapeers">Ultrapeers (<c>X-Try-Ultrapeers</c>).</param>
/// <param name="Others">Hosts that may be anything (<c>X-Try</c>).</param>
public readonly record struct NamedHosts(ImmutableArray<PeerAddress> Ultrapeers, ImmutableArray<PeerAddress> Others)
{
    /// <summary>Nobody.</summary>
    public static NamedHosts None { get; } = new([], []);

    /// <summary>True when nobody is named.</summary>
    public bool IsEmpty => Ultrapeers.IsEmpty && Others.IsEmpty;

    /// <summary>These, and behind them those.</summary>
    public NamedHosts And(NamedHosts more) => new(Ultrapeers.AddRange(more.Ultrapeers), Others.AddRange(more.Others));
}
