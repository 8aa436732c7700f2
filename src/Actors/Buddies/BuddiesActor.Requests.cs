using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.Buddies;

/// <summary>What the user asks for.</summary>
internal sealed partial class BuddiesActor
{
    /// <summary>All that a peer is told whose link is closed: whether it was blocked is nobody else's business.</summary>
    private const string NotWanted = "no link is wanted any more";

    private void OnRequest(IBuddyRequest request)
    {
        switch (request)
        {
            case Invite invite:
                OnInvite(invite);
                break;
            case AcceptInvitation accept:
                OnAccept(accept);
                break;
            case SetPresence set:
                OnSet(set);
                break;
            case TakePerson taken:
                OnPerson(taken);
                break;
            case BlockBuddy block:
                OnBlock(block);
                break;
            case ForgetBuddy forget:
                OnForget(forget);
                break;
            default:
                Unhandled(request);
                break;
        }
    }

    private void OnInvite(Invite m)
    {
        var lifetime = m.Lifetime ?? _settings.InvitationLifetime;
        ForgetOverInvitations();
        var addresses = m.Addresses.IsEmpty ? _order.Own.Addresses : m.Addresses;
        if (_rules.ProblemOfInviting(_roster, lifetime, WallNow) is { } problem)
        {
            Refuse(m.Request, problem);
            return;
        }

        // The ticket holds whole seconds.
        var expires = DateTimeOffset.FromUnixTimeSeconds(WallNow.Add(lifetime).ToUnixTimeSeconds());
        var ticket = new InvitationTicket(_own, [.. addresses.Take(InvitationTicket.MaxAddresses)], _order.Secret(InvitationTicket.SecretBytes), expires);
        var asker = Sender;
        Save(
            new InvitationMade(new(RosterRules.HashOf(ticket.Secret), expires, UsedBy: null)),
            () => asker.Tell(new InvitationGiven(m.Request, ticket)), cause => NotSaved(asker, m.Request, cause));
    }

    private void OnAccept(AcceptInvitation m)
    {
        if (_rules.ProblemOfAccepting(_roster, m.Ticket, WallNow) is { } problem)
        {
            Refuse(m.Request, problem);
            return;
        }

        var (asker, buddy) = (Sender, RosterRules.Requested(_roster, m.Ticket, WallNow));
        Save(
            new BuddyPut(buddy),
            () =>
            {
                _problems.Remove(buddy.Peer);
                _dials.Begin(buddy.Peer);
                if (_watch.IsLinked(buddy.Peer)) Say(buddy.Peer, new BuddyAccepts(buddy.Secret, _presence.Name));
                else DialThoseWanted();
                Answer(asker, m.Request, buddy.Peer);
            },
            cause => NotSaved(asker, m.Request, cause));
    }

    private void OnSet(SetPresence m)
    {
        var next = _presence with { State = m.State, Note = m.Note };
        if (!next.IsSound)
        {
            Refuse(m.Request, $"{m.State} with a note of {m.Note.Length} characters cannot be told; busy, away or online is, with at most {Presence.MaxNote} characters and no control characters");
            return;
        }

        var asker = Sender;
        Save(
            new OwnPresenceSaid(new(m.State, m.Note)),
            () =>
            {
                _presence = next;
                foreach (var peer in _watch.Linked) TellSoon(peer);
                asker.Tell(new PresenceSet(m.Request, next));
            },
            cause => NotSaved(asker, m.Request, cause));
    }

    /// <summary>It was verified where it was read. Devices that are no more ours lose what they may as such; buddies are told, and judge by themselves.</summary>
    private void OnPerson(TakePerson m)
    {
        if (m.Person.Newest is not { } newest || (_person?.Person == m.Person.Person && _person.Newest is { } known && newest.Sequence <= known.Sequence))
        {
            Refuse(m.Request, $"what the person has signed has sequence {m.Person.Newest?.Sequence ?? 0}; {_person?.Newest?.Sequence ?? 0} is known already, and an older one is refused");
            return;
        }

        _person = m.Person;
        _ownDevices = newest.Devices.ToImmutableDictionary(static d => d.Peer, d => new Acquaintance(m.Person.Person, IsBuddy: false));
        Count("personsTaken");
        _log.Info("The person of this peer has {0} devices now, by its statement {1}.", newest.Devices.Length, newest.Sequence);
        TellAccess();
        foreach (var peer in _watch.Linked) TellSoon(peer);
        Sender.Tell(new PersonTaken(m.Request, newest.Sequence));
    }

    private void OnBlock(BlockBuddy m)
    {
        var known = _roster.Buddies.GetValueOrDefault(m.Peer);
        var problem = m.Peer == _own ? "a peer does not block itself" : known is null ? _rules.ProblemOfRoom(_roster) : null;
        if (problem is not null)
        {
            Refuse(m.Request, problem);
            return;
        }

        var asker = Sender;
        var blocked = RosterRules.Ended(known ?? new(m.Peer, "", BuddyConsent.None, IsBlocked: true, WallNow)) with { IsBlocked = true };
        Save(
            new BuddyPut(blocked),
            () =>
            {
                foreach (var device in BuddyDevices.Of(blocked)) Drop(device.Peer, NotWanted);
                Drop(m.Peer, NotWanted);
                Answer(asker, m.Request, m.Peer);
            },
            cause => NotSaved(asker, m.Request, cause));
    }

    private void OnForget(ForgetBuddy m)
    {
        if (!_roster.Buddies.TryGetValue(m.Peer, out var known))
        {
            Refuse(m.Request, $"peer {m.Peer} is not in the roster");
            return;
        }

        var asker = Sender;
        Save(
            new BuddyGone(m.Peer),
            () =>
            {
                foreach (var device in BuddyDevices.Of(known))
                {
                    if (known.IsMutual && _watch.IsLinked(device.Peer)) Say(device.Peer, BuddyEnds.Instance);
                    Drop(device.Peer, NotWanted);
                }

                _problems.Remove(m.Peer);
                var forgotten = new BuddyForgotten(m.Request, m.Peer);
                foreach (var follower in _followers) follower.Tell(forgotten);
                asker.Tell(forgotten);
            },
            cause => NotSaved(asker, m.Request, cause));
    }

    /// <summary>Nothing more is told to a peer, and no link to it is wanted.</summary>
    private void Drop(PeerId peer, string why)
    {
        _tells.Forget(peer);
        _locates.Forget(peer);
        _circles.Forget(peer);
        _order.PeerLinks.Tell(new ClosePeerLink(peer, why));
    }

    private void ForgetOverInvitations()
    {
        var over = RosterRules.Forgettable(_roster, WallNow);
        if (over.IsEmpty) return;
        var ended = new InvitationsEnded(over);
        _roster = _roster.After(ended);
        SaveUnawaited(ended);
    }

    private void OnFollow(FollowBuddies m)
    {
        if (!_followers.Contains(Sender) && _followers.Count >= _settings.MaxFollowers)
        {
            Refuse(m.Request, $"{_followers.Count} follow the buddies, no more are allowed (buddies.max-followers)");
            return;
        }

        if (_followers.Add(Sender)) Context.WatchWith(Sender, new FollowerEnded(Sender));
        foreach (var buddy in _roster.Buddies.Values) Sender.Tell(new BuddyChanged(View(buddy)));
    }

    private BuddiesListed List(RequestId request) => new(
        request, _own, _presence, [.. _roster.Buddies.Values.Select(View)], RosterRules.OpenInvitations(_roster, WallNow), System.Collections.Immutable.ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, _counters));

    private BuddyView View(Buddy buddy)
    {
        var devices = BuddyDevices.Of(buddy);
        var best = devices.MaxBy(d => _watch.StateOf(d.Peer)) ?? new(buddy.Peer, buddy.Name);
        var told = _watch.ToldBy(best.Peer);
        return new(buddy.Peer, buddy.Name, buddy.Consent, buddy.IsBlocked, buddy.IsMutual ? _watch.StateOf(best.Peer) : PresenceState.Unknown)
        {
            Note = told?.Note ?? "", Capabilities = told?.Capabilities ?? [], Addresses = buddy.Candidates, LocationSequence = buddy.Location?.Record.Sequence ?? 0, Since = buddy.Since,
            LastSeen = buddy.IsMutual && _watch.IsLinked(best.Peer) ? WallNow : buddy.LastSeen, Person = buddy.Person?.Person,
            Devices = [.. devices.Select(d => new BuddyDevice(d.Peer, d.Name, buddy.IsMutual ? _watch.StateOf(d.Peer) : PresenceState.Unknown))], Problem = _problems.GetValueOrDefault(buddy.Peer, ""),
        };
    }

    private void Answer(IActorRef asker, RequestId request, PeerId peer)
    {
        Changed(peer);
        asker.Tell(new BuddyTold(request, View(_roster.Buddies[peer])));
    }

    private void Refuse(RequestId request, string problem) => Sender.Tell(new BuddyNotChanged(request, $"Nothing was changed: {problem}."));

    private static void NotSaved(IActorRef asker, RequestId request, Exception cause) => asker.Tell(new BuddyNotChanged(request, $"Nothing was changed: {cause.Message}"));
}
