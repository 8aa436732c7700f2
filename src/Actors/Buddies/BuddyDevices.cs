using System.Collections.Immutable;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Buddies;

/// <summary>Which peers speak for a buddy: the one that gave consent, and what its person has signed as devices since. A device that was removed speaks for nobody.</summary>
internal static class BuddyDevices
{
    /// <summary>The devices of a buddy.</summary>
    public static ImmutableArray<Device> Of(Buddy buddy) => buddy.Person?.Newest?.Devices ?? [new(buddy.Peer, buddy.Name)];

    /// <summary>The entry that a peer speaks for; null when for none.</summary>
    public static Buddy? EntryOf(Roster roster, PeerId peer)
    {
        if (roster.Buddies.TryGetValue(peer, out var own) && (own.Person is null || own.Person.Has(peer) || own.IsBlocked)) return own;
        return roster.Buddies.Values.FirstOrDefault(b => b.Person is { } person && person.Has(peer));
    }

    /// <summary>What a peer shows of its person, taken into what is known: null when it changes nothing, is older, or does not name that peer. What another device of that person has said
    /// since counts, also when it says that this one was removed.</summary>
    public static PersonHistory? Newer(Roster roster, PersonHistory? known, PersonHistory shown, PeerId peer)
    {
        if (shown.Newest is null || !shown.Has(peer)) return null;
        var newest = roster.Buddies.Values.Select(static b => b.Person).Append(shown).Where(p => p?.Person == shown.Person && p.Newest is not null).MaxBy(static p => p!.Newest!.Sequence)!;
        return known?.Newest is null || known.Person != shown.Person || newest.Newest!.Sequence > known.Newest.Sequence ? newest : null;
    }

    /// <summary>Entries of which less is known about the same person: each device that has given consent itself has one.</summary>
    public static ImmutableArray<Buddy> OlderOf(Roster roster, PersonHistory newer) =>
        [.. roster.Buddies.Values.Where(b => b.Person is { Newest: { } newest } known && known.Person == newer.Person && newest.Sequence < newer.Newest!.Sequence)];

    /// <summary>Whether its own device is still one of its person's, so that there is somebody to dial.</summary>
    public static bool MayBeDialled(Buddy buddy) => buddy.IsWanted && (buddy.Person is not { Newest: not null } person || person.Has(buddy.Peer));

    /// <summary>Why what a peer shows of its person is refused; null when it is not, though it may say nothing new.</summary>
    public static string? ProblemOf(PersonHistory? known, PersonHistory shown, PeerId peer)
    {
        if (shown.Newest is not { } newest) return "its person has signed nothing";
        if (!shown.Has(peer)) return $"its person has {newest.Devices.Length} devices, and it is none of them";
        return known?.Newest is { } newer && known.Person == shown.Person && newest.Sequence < newer.Sequence
            ? $"the statement of its person has sequence {newest.Sequence}; {newer.Sequence} is known, and an older one is refused"
            : null;
    }

    /// <summary>Who is a buddy and who is blocked, for the access rules.</summary>
    public static ImmutableDictionary<PeerId, Acquaintance> Acquaintances(Roster roster, ImmutableDictionary<PeerId, Acquaintance> own)
    {
        var all = own.ToBuilder();
        foreach (var buddy in roster.Buddies.Values)
        {
            foreach (var device in Of(buddy)) all[device.Peer] = new(buddy.Person?.Person ?? all.GetValueOrDefault(device.Peer)?.Person, buddy.IsMutual) { IsBlocked = buddy.IsBlocked };
            if (buddy.IsBlocked) all[buddy.Peer] = new(buddy.Person?.Person, IsBuddy: false) { IsBlocked = true };
        }

        return all.ToImmutable();
    }
}
