using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Admin;

/// <summary>Buddies, for the commands; <paramref name="ending"/> ends streams when the server stops.</summary>
internal sealed class BuddyEndpoints(IPeerGateway gateway, TimeProvider clock, Func<PersonHistory?> readPerson, CancellationToken ending)
{
    private const double LongestWait = 24 * 3600;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/buddies", async http => await http.Write(StatusCodes.Status200OK, (await List(http.RequestAborted)).View(), AdminJson.Default.BuddiesView));
        routes.MapPost("/buddies/follow", FollowAll);
        routes.MapPost("/buddies/accept", Accept);
        routes.MapPost("/buddies/block", Block);
        routes.MapPost("/buddies/forget", Forget);
        routes.MapPost("/invitations", Invite);
        routes.MapPost("/presence", SetPresence);
        routes.MapPost("/person", TakePerson);
    }

    private async Task<BuddiesListed> List(CancellationToken stopping) => Answer<BuddiesListed>(await gateway.Buddies(static r => new ListBuddies(r), stopping));

    private async Task Invite(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.InviteRequest);
        if (request.Seconds is { } seconds && !(seconds > 0 && seconds <= TimeSpan.MaxValue.TotalSeconds / 2)) throw new BadAdminRequest($"seconds is {seconds}; more than 0 is expected.");
        var addresses = (request.Addresses ?? []).Select(static text => Named.Address("address", text)).ToImmutableArray();
        if (addresses.Length > InvitationTicket.MaxAddresses) throw new BadAdminRequest($"addresses are {addresses.Length}; at most {InvitationTicket.MaxAddresses} are expected.");
        // Not given up with the connection: what is on its way is confirmed or refused, and nobody knows which any more.
        var given = Answer<InvitationGiven>(await gateway.Buddies(r => new Invite(r, request.Seconds is { } some ? TimeSpan.FromSeconds(some) : null, addresses), CancellationToken.None));
        await http.Write(StatusCodes.Status200OK, given.Ticket.View(), AdminJson.Default.InvitationView);
    }

    private async Task Accept(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.AcceptRequest);
        if (!InvitationTicket.TryParse(request.Ticket, out var ticket, out var problem)) throw new BadAdminRequest($"The ticket cannot be accepted: {problem}. Copy it again, whole.");
        if (!(request.Seconds >= 0 && request.Seconds <= LongestWait)) throw new BadAdminRequest($"seconds is {request.Seconds}; 0 to {LongestWait:0} is expected.");
        var own = (await List(http.RequestAborted)).Own;
        var told = Answer<BuddyTold>(await gateway.Buddies(r => new AcceptInvitation(r, ticket), CancellationToken.None));
        await http.WriteLines(stopping => UntilConfirmed(told.Buddy, own, TimeSpan.FromSeconds(request.Seconds), stopping), AdminJson.Default.BuddyItem, ending);
    }

    /// <summary>The entry now, and once more when the other side has confirmed or refused, unless that takes too long.</summary>
    private async IAsyncEnumerable<BuddyItem> UntilConfirmed(BuddyView requested, PeerId? own, TimeSpan wait, [EnumeratorCancellation] CancellationToken stopping)
    {
        yield return requested.View(own);
        using var late = new CancellationTokenSource(wait, clock);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        await using var events = gateway.FollowBuddies(over.Token).GetAsyncEnumerator(over.Token);
        while (await Next())
        {
            if (events.Current is not BuddyChanged { Buddy: var buddy } || buddy.Peer != requested.Peer || buddy.Consent == BuddyConsent.Requested) continue;
            yield return buddy.View(own);
            yield break;
        }

        async Task<bool> Next()
        {
            try
            {
                return await events.MoveNextAsync();
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested && !stopping.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    private async Task FollowAll(HttpContext http)
    {
        await http.Read(AdminJson.Default.FollowRequest);
        var own = (await List(http.RequestAborted)).Own;
        await http.WriteLines(stopping => gateway.FollowBuddies(stopping).Select(e => Item(e, own)), AdminJson.Default.BuddyItem, ending);
    }

    private async Task SetPresence(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.PresenceRequest);
        if (!Enum.TryParse<PresenceState>(request.State, ignoreCase: true, out var state) || state is not (PresenceState.Online or PresenceState.Away or PresenceState.Busy))
            throw new BadAdminRequest($"state is \"{request.State}\"; online, away or busy is expected.");
        var set = Answer<PresenceSet>(await gateway.Buddies(r => new SetPresence(r, state, request.Note), CancellationToken.None));
        await http.Write(StatusCodes.Status200OK, set.Presence.View(), AdminJson.Default.PresenceView);
    }

    /// <summary>The folder has something new; it is read here, so that nobody but its owner can bring it.</summary>
    private async Task TakePerson(HttpContext http)
    {
        await http.Read(AdminJson.Default.FollowRequest);
        PersonHistory person;
        try
        {
            person = readPerson() ?? throw new BadAdminRequest("The folder of this peer has no statements of a person.", StatusCodes.Status409Conflict);
        }
        catch (StartFailed unreadable)
        {
            throw new BadAdminRequest(unreadable.Message, StatusCodes.Status409Conflict);
        }

        var taken = Answer<PersonTaken>(await gateway.Buddies(r => new TakePerson(r, person), CancellationToken.None));
        await http.Write(StatusCodes.Status200OK, new PersonTakenView(taken.Sequence), AdminJson.Default.PersonTakenView);
    }

    private async Task Block(HttpContext http)
    {
        var (peer, own) = (await ReadPeer(http), (await List(http.RequestAborted)).Own);
        var told = Answer<BuddyTold>(await gateway.Buddies(r => new BlockBuddy(r, peer), CancellationToken.None));
        await http.Write(StatusCodes.Status200OK, told.Buddy.View(own), AdminJson.Default.BuddyItem);
    }

    private async Task Forget(HttpContext http)
    {
        var peer = await ReadPeer(http);
        var forgotten = Answer<BuddyForgotten>(await gateway.Buddies(r => new ForgetBuddy(r, peer), CancellationToken.None));
        await http.Write(StatusCodes.Status200OK, Gone(forgotten.Peer), AdminJson.Default.BuddyItem);
    }

    private static BuddyItem Item(IBuddyEvent told, PeerId? own) => told switch
    {
        BuddyChanged changed => changed.Buddy.View(own),
        BuddyForgotten forgotten => Gone(forgotten.Peer),
        BuddyNotChanged refused => throw new BadAdminRequest(refused.Why, StatusCodes.Status409Conflict),
        _ => throw new InvalidOperationException($"The buddies room told {told}."),
    };

    private static BuddyItem Gone(PeerId peer) => new BuddyView(peer, "", BuddyConsent.None, IsBlocked: false, PresenceState.Unknown).View(own: null) with { Forgotten = true };

    private static T Answer<T>(IBuddyAnswer answer)
        where T : class, IBuddyAnswer => answer switch
        {
            T expected => expected,
            BuddyNotChanged not => throw new BadAdminRequest(not.Why, StatusCodes.Status409Conflict),
            _ => throw new InvalidOperationException($"The buddies room answered with {answer}."),
        };

    private static async Task<PeerId> ReadPeer(HttpContext http) => Named.Peer("peer", (await http.Read(AdminJson.Default.BuddyRequest)).Peer);
}
