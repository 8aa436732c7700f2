using System.Buffers.Binary;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router.QueryRouting;

/// <summary>
/// Remembers which texts were asked over which link lately, so that each is answered once in a while only. A table that grows with what is asked within
/// the while: of two texts that fall into one place the later one is remembered. It is hashed with numbers that nobody else knows, so that nobody can choose which.
/// </summary>
/// <param name="slots">How many are remembered at most.</param>
/// <param name="windowTicks">How long one is remembered from its first asking on; 0 for not at all.</param>
/// <param name="dice">For the secret numbers.</param>
internal sealed class SeenTexts(int slots, long windowTicks, Random dice)
{
    private const int FewSlots = 64;

    /// <summary>So many places for each text, so that two seldom fall into one; until there are as many places as there may be.</summary>
    private const int PlacesEach = 8;

    private (ulong Hash, long Since)[] _seen = new (ulong, long)[Math.Min(slots, FewSlots)];
    private int _taken;
    private readonly ulong _secret = (ulong)dice.NextInt64(long.MinValue, long.MaxValue);
    private readonly ulong _factor = (ulong)dice.NextInt64(long.MinValue, long.MaxValue) | 1;

    /// <summary>True when a query asks what another one asked over this link, from as many links away, a little while ago.</summary>
    /// <remarks>Text and extensions count, so that searches for different hashes differ; from farther away it is somebody else who asks.</remarks>
    public bool IsRepeated(LinkId link, Query query, long now)
    {
        if (windowTicks == 0) return false;
        var hash = Hash(query.Payload.Span[2..], (ulong)link.Value << 8 | query.Hops);
        ref var seen = ref _seen[PlaceOf(hash)];
        if (seen.Hash == hash && now - seen.Since < windowTicks) return true;
        if (seen == default) _taken++;
        seen = (hash, now);
        if (_taken > _seen.Length / PlacesEach && _seen.Length < slots) MakeRoom(now);
        return false;
    }

    /// <summary>Forgets what is over; where that is not enough, doubles the table.</summary>
    private void MakeRoom(long now)
    {
        var before = _seen;
        var lasting = before.Count(seen => seen != default && now - seen.Since < windowTicks);
        _seen = new (ulong, long)[lasting > before.Length / PlacesEach / 2 ? Math.Min(slots, 2 * before.Length) : before.Length];
        _taken = 0;
        foreach (var seen in before)
        {
            if (seen == default || now - seen.Since >= windowTicks) continue;
            ref var place = ref _seen[PlaceOf(seen.Hash)];
            if (place == default) _taken++;
            if (seen.Since >= place.Since) place = seen;
        }
    }

    private int PlaceOf(ulong hash) => (int)Math.BigMul(hash, (ulong)_seen.Length, out _);

    /// <summary>Sixteen bytes at a time, each time multiplied into what there is; so a query costs the router few nanoseconds.</summary>
    private ulong Hash(ReadOnlySpan<byte> text, ulong seed)
    {
        var hash = seed ^ _secret;
        var length = (ulong)text.Length;
        for (; text.Length > 2 * sizeof(ulong); text = text[(2 * sizeof(ulong))..]) hash = Fold(Read(text) ^ _factor, Read(text[sizeof(ulong)..]) ^ hash);
        return text.Length >= sizeof(ulong)
            ? Fold(Read(text) ^ _factor ^ length, Read(text[^sizeof(ulong)..]) ^ hash)
            : Fold(ReadFew(text) ^ _factor, hash ^ length);
    }

    private static ulong Read(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static ulong ReadFew(ReadOnlySpan<byte> bytes)
    {
        var few = 0UL;
        foreach (var b in bytes) few = few << 8 | b;
        return few;
    }

    private static ulong Fold(ulong one, ulong other) => Math.BigMul(one, other, out var low) ^ low;
}
