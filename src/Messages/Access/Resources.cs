using System.Collections.Immutable;

namespace PeerActors.Messages.Access;

/// <summary>What a peer has, as rules name it, and what every peer allows.</summary>
public static class Resources
{
    /// <summary>Shared folders, each by its name: the file <c>b.mp3</c> in a shared folder <c>/home/alice/Music</c> is <c>/shares/public/Music/b.mp3</c>.</summary>
    public const string PublicShares = "/shares/public";

    /// <summary>Files that are still being fetched and are sent on meanwhile (<c>shares.share-partial</c>), by name.</summary>
    public const string PartialShares = "/shares/partial";

    /// <summary>What makes a peer a neighbour; invoked.</summary>
    public const string Links = "/links";

    /// <summary>To hold a peer link.</summary>
    public const string PeerLink = "/links/peer";

    /// <summary>How this peer is and where; buddies subscribe to it.</summary>
    public const string Presence = "/presence";

    /// <summary>To have this peer dial whoever pushes.</summary>
    public const string Push = "/links/push";

    /// <summary>To have a push passed on to another peer.</summary>
    public const string PushProxy = "/links/proxy";

    /// <summary>Services that this peer exports, each by its name; invoked.</summary>
    public const string Services = "/services";

    /// <summary>One of them.</summary>
    /// <param name="name">A sound name (<see cref="Remoting.ServiceName"/>).</param>
    public static ResourcePath OfService(string name) => ResourcePath.Of($"{Services}/{name}");

    /// <summary>What every peer allows as long as no rule of its user says otherwise: strangers find and fetch what is shared, and are neighbours;
    /// buddies are told how it is.</summary>
    /// <param name="lists">Also to list what is shared (<c>browse.enabled</c>).</param>
    public static ImmutableArray<AccessRule> StandingRules(bool lists) =>
    [
        Standing(AccessVerbs.Search | AccessVerbs.Read | (lists ? AccessVerbs.List : AccessVerbs.None), PublicShares),
        Standing(AccessVerbs.Read, PartialShares),
        Standing(AccessVerbs.Invoke, Links),
        Standing(AccessVerbs.Subscribe, Presence) with { Subject = AnyBuddy.Instance },
    ];

    private static AccessRule Standing(AccessVerbs verbs, string prefix) => new(0, Allows: true, Anyone.Instance, verbs, ResourcePath.Of(prefix), Expires: null);
}
