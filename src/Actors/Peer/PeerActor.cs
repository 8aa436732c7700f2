using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Access;
using PeerActors.Actors.Buddies;
using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Links;
using PeerActors.Actors.Links.Greeting;
using PeerActors.Actors.PeerLinks;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Router;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Peer;

/// <summary>
/// The peer: opens the port, spawns the rooms, supervises them, hands questions from outside to the room that they are for, and leaves in
/// order. Its observer is told of <see cref="PeerUp"/> or <see cref="PeerFailed"/>, of links that open and
/// close, and of <see cref="LibrarySettled"/>.
/// </summary>
internal sealed class PeerActor : ReceiveActor
{
    private readonly PeerSettings _settings;
    private readonly PeerEnvironment _environment;
    private readonly IActorRef _observer;
    private readonly RemotingDesk? _desk;
    private string _lastFailure = "nobody said why";

    public PeerActor(PeerSettings settings, PeerEnvironment environment, IActorRef observer, RemotingDesk? desk)
    {
        (_settings, _environment, _observer, _desk) = (settings, environment, observer, desk);
        LoadRules();
    }

    /// <summary>Makes the actor.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="environment">Clock, dice, network and disk.</param>
    /// <param name="observer">Told what happens; may be nobody.</param>
    /// <param name="desk">Where services are exported and found; null for a peer that has none, because nobody asks for them or it has no key.</param>
    public static Props For(PeerSettings settings, PeerEnvironment environment, IActorRef observer, RemotingDesk? desk = null) =>
        Props.Create(() => new PeerActor(settings, environment, observer, desk));

    /// <summary>Storage of ours that failed usually comes back, and the room loads what it holds; what is unknown ends the peer in the open.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        maxNrOfRetries: 3, withinTimeRange: TimeSpan.FromMinutes(1), localOnlyDecider: failure =>
        {
            _lastFailure = failure.Message;
            return failure is StorageUnavailable ? Directive.Restart : Directive.Escalate;
        });

    /// <summary>A peer that does not know yet who may do what opens nothing.</summary>
    private void LoadRules()
    {
        var peer = _environment;
        var access = Context.ActorOf(
            AccessActor.For(_settings.Access, Resources.StandingRules(_settings.Browse.Enabled), peer.Acquaintances, peer.AccessStore, peer.Clock), RoomNames.Access);
        Context.Watch(access);
        Receive<AccessChanged>(_ => Become(() => OpenPort(access)));
        Receive<Terminated>(_ => Fail($"Its access rules are not known. {_lastFailure}"));
    }

    private void OpenPort(IActorRef access)
    {
        _environment.Transport.Listen(_settings.Listen, Self);
        Receive<ListeningStarted>(m =>
        {
            var rooms = Spawn(access, _settings.Advertise ?? m.At);
            foreach (var host in _settings.Join) rooms.Links.Tell(new OpenLink(host));
            _observer.Tell(new PeerUp(_environment.Servent, _environment.Name, m.At));
            Become(() => Serve(rooms));
        });
        Receive<ListeningFailed>(m => Fail($"The peer cannot listen at {m.At}: {m.Why}. Choose another address with --listen or peer.listen."));
    }

    private Rooms Spawn(IActorRef access, PeerAddress own)
    {
        var (settings, peer) = (_settings, _environment);
        var seeds = new HostSeeds(
            peer.HostsFile, peer.HostCache, MayBeNamed: settings.Mode == PeerMode.Ultrapeer && !settings.Firewalled && own.IsDialable && !own.IsLoopback);
        var hosts = Context.ActorOf(
            HostCatcherActor.For(settings.Hosts, peer.HostStore, peer.Clock, peer.Dice(RoomNames.Hosts), [own], seeds), RoomNames.Hosts);

        // What the peer is, is said once; its router must not go by another word.
        var routing = RouterActor.For(
            settings.Router with { Mode = settings.Mode, Firewalled = settings.Firewalled }, peer.Servent, own, peer.Clock, peer.Dice(RoomNames.Router), hosts);
        var router = Context.ActorOf(peer.Routing?.Invoke(routing) ?? routing, RoomNames.Router);
        var links = Context.ActorOf(LinkManagerActor.For(settings.Links, Greeting(own), own, peer.Transport, peer.Clock, peer.Dice, hosts, router), RoomNames.Links);
        var library = Context.ActorOf(LibraryActor.For(
            settings.Shares, settings.Alternates, peer.ShareDisk, peer.HashStore, new(peer.Servent, own, settings.Firewalled, settings.Browse.Enabled), peer.Clock, router, access), RoomNames.Library);
        var uploads = Context.ActorOf(UploadsActor.For(settings.Uploads, peer.Clock, peer.Dice(RoomNames.Uploads), library), RoomNames.Uploads);
        var searches = Context.ActorOf(SearchesActor.For(settings.Searches, router, peer.HostBrowser), RoomNames.Searches);
        var endpoint = new PushEndpoint(peer.Servent, own, settings.Firewalled);
        var pushes = Context.ActorOf(PushesActor.For(settings.Pushes, endpoint, peer.PushPort, peer.Clock, router, library, access), RoomNames.Pushes);
        var downloads = Context.ActorOf(DownloadsActor.For(settings.Downloads, peer.Fetcher, pushes, library), RoomNames.Downloads);
        var peerLinks = peer.Secure is { } secure
            ? Context.ActorOf(PeerLinksActor.For(settings.PeerLink, secure.Key, settings.Firewalled ? [] : [own], secure.Transport, peer.Clock, peer.Dice, router, access), RoomNames.PeerLinks)
            : Context.ActorOf(NoPeerLinksActor.For(), RoomNames.PeerLinks);
        if (_desk is { } desk)
        {
            var services = Context.ActorOf(RemotingActor.For(new(desk, peerLinks, access, peer.ServiceStore, peer.Clock, peer.Dice(RoomNames.Services))), RoomNames.Services);
            desk.Open(services);
            Context.Watch(services);
        }

        var buddies = Context.ActorOf(Buddies(own, peerLinks, access), RoomNames.Buddies);
        foreach (var room in (ReadOnlySpan<IActorRef>)[hosts, router, links, library, uploads, searches, pushes, downloads, peerLinks, buddies]) Context.Watch(room);
        return new(access, hosts, router, links, library, uploads, searches, pushes, downloads, peerLinks, buddies);
    }

    private Props Buddies(PeerAddress own, IActorRef peerLinks, IActorRef access)
    {
        var (settings, peer) = (_settings, _environment);
        if (peer.Secure is not { } secure) return NoBuddiesActor.For();
        ImmutableArray<PeerAddress> addresses = !settings.Firewalled && own.IsDialable ? [own] : [];
        ImmutableArray<string> capabilities = ["files", "search", settings.Mode == PeerMode.Leaf ? "leaf" : "ultrapeer"];
        var buddy = new OwnBuddy(secure.Key.Public.Holder, peer.Name, addresses, capabilities, peer.Person, peer.Acquaintances);
        return BuddiesActor.For(new(settings.Buddies, buddy, peer.BuddyStore, peer.Clock, peer.Dice(RoomNames.Buddies), secure.Secret, peerLinks, access));
    }

    private OwnGreeting Greeting(PeerAddress own) => new()
    {
        Mode = _settings.Mode,
        Dialect = _settings.Links.Dialect,
        Servent = _environment.Servent,
        Listening = _settings.Firewalled ? null : own,
        Degree = _settings.Links.Degree,
        MaxTtl = _settings.Router.ModernTtl,
        Deflates = _settings.Links.Deflate,
    };

    private void Serve(Rooms rooms)
    {
        Receive<WireAccepted>(m => rooms.Links.Forward(m));
        Receive<ILinkCommand>(m => rooms.Links.Forward(m));
        Receive<ILinkQuery>(m => rooms.Links.Forward(m));
        Receive<IPeerLinkCommand>(m => rooms.PeerLinks.Forward(m));
        Receive<ListPeerLinks>(m => rooms.PeerLinks.Forward(m));
        Receive<IAccessRequest>(m => rooms.Access.Forward(m));
        Receive<AccessDenied>(_observer.Tell);
        Receive<AccessChanged>(static _ => { });
        Receive<IBuddyRequest>(m => rooms.Buddies.Forward(m));
        Receive<BuddyChanged>(_observer.Tell);
        Receive<ListHosts>(m => rooms.Hosts.Forward(m));
        Receive<GetRouterStatus>(m => rooms.Router.Forward(m));
        Receive<IFileQuery>(m => rooms.Library.Forward(m));
        Receive<IUploadCommand>(m => rooms.Uploads.Forward(m));
        Receive<GetPushStatus>(m => rooms.Pushes.Forward(m));
        Receive<GetLibraryStatus>(m => rooms.Library.Forward(m));
        Receive<Rescan>(m => rooms.Library.Forward(m));
        Receive<StartSearch>(m => rooms.Searches.Forward(m));
        Receive<StartBrowse>(m => rooms.Searches.Forward(m));
        Receive<StopSearch>(m => rooms.Searches.Forward(m));
        Receive<RecallHit>(m => rooms.Searches.Forward(m));
        Receive<RecallHitsOfContent>(m => rooms.Searches.Forward(m));
        Receive<StartDownload>(m => rooms.Downloads.Forward(m));
        Receive<SendPush>(m => rooms.Router.Forward(m));
        Receive<CancelDownload>(m => rooms.Downloads.Forward(m));
        Receive<ILinkEvent>(_observer.Tell);
        Receive<LibrarySettled>(_observer.Tell);
        Receive<ListeningFailed>(m => Fail($"The port at {m.At} broke: {m.Why}."));
        Receive<Terminated>(m => Fail($"Its room {m.ActorRef.Path.Name} failed more often than a restart mends. {_lastFailure}"));
        Receive<LeaveNetwork>(m =>
        {
            _environment.Transport.StopListening();
            _environment.Secure?.Transport.StopListening();
            rooms.Links.Tell(new LeaveAll(m.Request));
            rooms.PeerLinks.Tell(new LeaveAll(m.Request));
            Become(() => Leave(rooms, m.Request, Sender));
        });
    }

    private void Leave(Rooms rooms, RequestId request, IActorRef asker)
    {
        var (linksLeft, waitingFor) = (0, 2);
        Receive<AllLinksLeft>(m =>
        {
            linksLeft += m.Links;
            if (--waitingFor > 0) return;
            rooms.Hosts.Tell(new SaveHosts(request));
        });
        Receive<HostsSaved>(m => asker.Tell(new PeerLeft(request, linksLeft, m.Problem is null ? m.Count : 0, m.Problem is null ? [] : [$"The known hosts could not be stored: {m.Problem}."])));
        Receive<LeaveNetwork>(m => Sender.Tell(new PeerLeft(m.Request, 0, 0, ["The peer is leaving already."])));
        Receive<StartSearch>(m => Sender.Tell(new SearchFinished(m.Search, 0, SearchEnd.Refused, "The peer is leaving.")));
        Receive<StartBrowse>(m => Sender.Tell(new SearchFinished(m.Search, 0, SearchEnd.Refused, "The peer is leaving.")));
        Receive<StartDownload>(m => Sender.Tell(new DownloadFailed(m.Transfer, DownloadFailure.NotStarted, "The peer is leaving.")));
        Receive<StopSearch>(m => rooms.Searches.Forward(m));
        Receive<CancelDownload>(m => rooms.Downloads.Forward(m));
        Receive<IAccessRequest>(m => rooms.Access.Forward(m));
        Receive<AccessDenied>(_observer.Tell);
        Receive<AccessChanged>(static _ => { });
        Receive<IFileQuery>(m => rooms.Library.Forward(m));
        Receive<IUploadCommand>(m => rooms.Uploads.Forward(m));
        Receive<GetPushStatus>(m => rooms.Pushes.Forward(m));
        Receive<GetLibraryStatus>(m => rooms.Library.Forward(m));
        Receive<GetRouterStatus>(m => rooms.Router.Forward(m));
        Receive<ListHosts>(m => rooms.Hosts.Forward(m));
        Receive<WireAccepted>(static m => m.Wire.Close());
        Receive<ILinkEvent>(_observer.Tell);
        Receive<ILinkQuery>(m => rooms.Links.Forward(m));
        Receive<ListPeerLinks>(m => rooms.PeerLinks.Forward(m));
        Receive<IBuddyRequest>(m => rooms.Buddies.Forward(m));
        Receive<BuddyChanged>(static _ => { });
        Receive<LibrarySettled>(static _ => { });
        Receive<Terminated>(static _ => { });
    }

    /// <summary>A peer without one of its rooms only looks alive; better that everybody sees that it is not.</summary>
    private void Fail(string why)
    {
        _observer.Tell(new PeerFailed(why));
        Context.Stop(Self);
    }

    private sealed record Rooms(
        IActorRef Access, IActorRef Hosts, IActorRef Router, IActorRef Links, IActorRef Library, IActorRef Uploads, IActorRef Searches, IActorRef Pushes, IActorRef Downloads,
        IActorRef PeerLinks, IActorRef Buddies);
}
