using System.Collections.Immutable;
using PeerActors.Actors.Peer.Configuration.Hocon;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Peer.Configuration;

/// <summary>Holds settings to each other: what is fine alone can be nonsense together.</summary>
internal static class SettingsCrossChecks
{
    private static readonly ImmutableArray<(string Lesser, string Greater, bool MayEqual)> Orders =
    [
        ("peer.links.desired", "peer.links.max", true),
        ("peer.links.max-per-address", "peer.links.max", true),
        ("peer.http.max-per-address", "peer.http.max-connections", true),
        ("peer.links.ping-interval", "peer.links.idle-timeout", false),
        ("peer.hosts.backoff-first", "peer.hosts.backoff-max", true),
        ("peer.hosts.web-cache-interval", "peer.hosts.web-cache-backoff-max", true),
        ("peer.router.hold-above", "peer.links.max-queue-bytes", false),
        ("peer.router.discovery-interval", "peer.router.pong-lifetime", false),
        ("peer.peer-link.beat-interval", "peer.peer-link.lost-after", false),
        ("peer.peer-link.beat-interval", "peer.buddies.lease", false),
        ("peer.buddies.dial-first", "peer.buddies.dial-max", true),
        ("peer.peer-link.redial-first", "peer.peer-link.redial-max", true),
        ("peer.peer-link.max-frame", "peer.peer-link.window-urgent", false),
        ("peer.peer-link.max-frame", "peer.peer-link.window-normal", false),
        ("peer.peer-link.max-frame", "peer.peer-link.window-bulk", false),
        ("peer.remoting.patience", "peer.peer-link.stall-timeout", false),
        ("peer.shares.max-hit-payload", "peer.links.max-payload", true),
        ("peer.uploads.poll-min", "peer.uploads.poll-max", false),
        ("peer.uploads.max-queued-per-address", "peer.uploads.max-queued", true),
    ];

    /// <summary>What does not go together; a setting that was refused already is left out.</summary>
    public static IEnumerable<HoconError> Check(SettingValues values)
    {
        foreach (var (lesserKey, greaterKey, mayEqual) in Orders)
        {
            if (values.Find(lesserKey) is not { } lesser || values.Find(greaterKey) is not { } greater) continue;
            var order = ((IComparable)lesser.Value).CompareTo(greater.Value);
            if (order < 0 || (order == 0 && mayEqual)) continue;
            var isLesserSet = !ReferenceEquals(lesser.Node, lesser.Key.Default);
            yield return isLesserSet
                ? Broken(lesser, greater, mayEqual ? "at most" : "less than")
                : Broken(greater, lesser, mayEqual ? "at least" : "more than");
        }

        foreach (var key in (string[])["peer.advertise", "peer.join"])
        {
            if (values.Find(key) is not { } setting) continue;
            foreach (var address in Addresses(setting.Value).Where(static a => !a.IsDialable))
                yield return new HoconError(setting.Node.Position, key, $"{address}, where nobody can dial", "an address with a port other than 0, of one host");
        }
    }

    private static HoconError Broken(SettingValue blamed, SettingValue other, string relation) =>
        new(blamed.Node.Position, blamed.Key.Name, blamed.Formatted, $"{relation} {other.Key.Name}, which is {other.Formatted} ({other.Node.Position})");

    private static ImmutableArray<PeerAddress> Addresses(object value) => value switch
    {
        PeerAddress one => [one],
        ImmutableArray<PeerAddress> several => several,
        _ => [],
    };
}
