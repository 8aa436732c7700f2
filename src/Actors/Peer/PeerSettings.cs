using System.Collections.Immutable;
using PeerActors.Actors.Access;
using PeerActors.Actors.Buddies;
using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Links;
using PeerActors.Actors.Peer.Configuration;
using PeerActors.Actors.PeerLinks;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Router;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Peer;

/// <summary>Everything a peer can be told by configuration, checked; units, defaults, ranges and reasons stand in <c>reference.conf</c>.</summary>
public sealed record PeerSettings
{
    /// <summary><c>peer.name</c>; empty for the machine's name</summary>
    public required string Name { get; init; }

    /// <summary><c>peer.listen</c></summary>
    public required PeerAddress Listen { get; init; }

    /// <summary><c>peer.advertise</c>; null for the address listened on</summary>
    public required PeerAddress? Advertise { get; init; }

    /// <summary><c>peer.mode</c></summary>
    public required PeerMode Mode { get; init; }

    /// <summary><c>peer.firewalled</c></summary>
    public required bool Firewalled { get; init; }

    /// <summary><c>peer.join</c></summary>
    public required ImmutableArray<PeerAddress> Join { get; init; }

    /// <summary><c>peer.ask-timeout</c></summary>
    public required TimeSpan AskTimeout { get; init; }

    /// <summary><c>peer.links</c></summary>
    public required LinkSettings Links { get; init; }

    /// <summary><c>peer.peer-link</c></summary>
    public required PeerLinkSettings PeerLink { get; init; }

    /// <summary><c>peer.remoting</c></summary>
    public required RemotingSettings Remoting { get; init; }

    /// <summary><c>peer.access</c></summary>
    public required AccessSettings Access { get; init; }

    /// <summary><c>peer.buddies</c></summary>
    public required BuddySettings Buddies { get; init; }

    /// <summary><c>peer.router</c></summary>
    public required RouterSettings Router { get; init; }

    /// <summary><c>peer.hosts</c></summary>
    public required HostSettings Hosts { get; init; }

    /// <summary><c>peer.shares</c></summary>
    public required ShareSettings Shares { get; init; }

    /// <summary><c>peer.uploads</c></summary>
    public required UploadSettings Uploads { get; init; }

    /// <summary><c>peer.alternates</c></summary>
    public required AlternateSettings Alternates { get; init; }

    /// <summary><c>peer.browse</c></summary>
    public required BrowseSettings Browse { get; init; }

    /// <summary><c>peer.searches</c></summary>
    public required SearchSettings Searches { get; init; }

    /// <summary><c>peer.downloads</c></summary>
    public required DownloadSettings Downloads { get; init; }

    /// <summary><c>peer.pushes</c></summary>
    public required PushSettings Pushes { get; init; }

    /// <summary><c>peer.http</c></summary>
    public required HttpSettings Http { get; init; }

    /// <summary>The <c>akka</c> section as canonical text for the actor system.</summary>
    public required string Akka { get; init; }

    /// <summary>The defaults of <c>reference.conf</c>.</summary>
    public static PeerSettings Reference() => SettingsLoader.Defaults();
}

/// <summary>Settings of the web front; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.http</c>.</summary>
public sealed record HttpSettings
{
    /// <summary><c>http.max-connections</c></summary>
    public required int MaxConnections { get; init; }

    /// <summary><c>http.max-per-address</c></summary>
    public required int MaxPerAddress { get; init; }

    /// <summary><c>http.first-bytes-timeout</c></summary>
    public required TimeSpan FirstBytesTimeout { get; init; }

    /// <summary><c>http.header-timeout</c></summary>
    public required TimeSpan HeaderTimeout { get; init; }

    /// <summary><c>http.min-rate</c>, bytes per second</summary>
    public required int MinRate { get; init; }

    /// <summary><c>http.admin-listen</c></summary>
    public required PeerAddress AdminListen { get; init; }

    /// <summary><c>http.admin-max-connections</c></summary>
    public required int AdminMaxConnections { get; init; }

    /// <summary><c>http.admin-max-request</c>, bytes</summary>
    public required int AdminMaxRequest { get; init; }
}
