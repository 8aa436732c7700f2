using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Shares;

namespace PeerActors.TestKit.Stages;

/// <summary>What is asked in the same way of every peer that has a gateway.</summary>
internal abstract class GatewayPeer : IStagePeer
{
    public abstract ServentId Id { get; }

    public abstract PeerAddress Address { get; }

    public abstract bool IsUp { get; }

    public abstract IPeerGateway Gateway { get; }

    public abstract PeerId Key { get; }

    public abstract PeerAddress KeyAddress { get; }

    public abstract PersonHistory? Person { get; set; }

    public abstract Task<int> Offered();

    public abstract ICanTell Actor(string path);

    public abstract Task Start();

    public abstract Task Crash();

    public abstract Task Leave();

    public abstract void Share(string name, long bytes);

    public abstract IActorRef Export(ServiceContract contract, Props actor);

    public abstract RemoteService Find(PeerId peer, ServiceContract contract);

    public abstract ValueTask DisposeAsync();

    public Task OpenLink(PeerAddress remote)
    {
        Gateway.OpenLink(remote);
        return Task.CompletedTask;
    }

    public Task OpenPeerLink(PeerId peer, PeerAddress remote)
    {
        Gateway.OpenPeerLink(peer, remote);
        return Task.CompletedTask;
    }

    public async Task<string> Invite() => (await Ask<InvitationGiven>(static r => new Invite(r, Lifetime: null, []))).Ticket.ToString();

    public async Task Accept(string ticket)
    {
        if (!InvitationTicket.TryParse(ticket, out var read, out var problem)) throw new InvalidOperationException($"The ticket cannot be accepted: {problem}.");
        await Ask<BuddyTold>(r => new AcceptInvitation(r, read));
    }

    public async Task<ImmutableArray<BuddyView>> Buddies() => (await Ask<BuddiesListed>(static r => new ListBuddies(r))).Buddies;

    public Task Say(PresenceState state, string note) => Ask<PresenceSet>(r => new SetPresence(r, state, note));

    public Task Block(PeerId peer) => Ask<BuddyTold>(r => new BlockBuddy(r, peer));

    public async Task Add(AccessRule rule)
    {
        if (await Gateway.Access(r => new AddAccessRule(r, rule)) is AccessNotChanged refused) throw new InvalidOperationException(refused.Why);
    }

    public async Task<ImmutableArray<SearchHit>> Search(string words, TimeSpan limit, int expect)
    {
        var hits = ImmutableArray.CreateBuilder<SearchHit>();
        await foreach (var e in Gateway.Search(words, limit, expect))
        {
            if (e is SearchHit hit) hits.Add(hit);
            if (e is SearchFinished { End: SearchEnd.Refused } refused) throw new InvalidOperationException(refused.Detail);
        }

        return hits.DrainToImmutable();
    }

    public async Task<IDownloadEvent> Download(SearchHit hit)
    {
        var source = new DownloadSource(new($"http://{hit.Address}/get/{hit.Index}/{Uri.EscapeDataString(hit.Name)}")) { Push = new(hit.Peer, hit.Index, hit.PushProxies), MustPush = hit.MustPush };
        IDownloadEvent? last = null;
        await foreach (var e in Gateway.Download(new(hit.Name, hit.Size, hit.Sha1, hit.Sha256), [source], path: null)) last = e;
        return last ?? throw new InvalidOperationException("The peer ended before the download did.");
    }

    private async Task<T> Ask<T>(Func<RequestId, IBuddyRequest> request)
        where T : class, IBuddyAnswer => await Gateway.Buddies(request) switch
        {
            T answer => answer,
            BuddyNotChanged refused => throw new InvalidOperationException(refused.Why),
            var other => throw new InvalidOperationException($"The buddies room answered with {other}."),
        };
}
