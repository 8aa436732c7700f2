using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>How a table is put into descriptors.</summary>
public sealed record QrpStyle
{
    /// <summary>As LimeWire sends: entries of 4 bits, deflated, infinity 7, pieces of 4 KiB.</summary>
    public static QrpStyle Default { get; } = new();

    /// <summary>4 or 8.</summary>
    public byte EntryBits { get; init; } = 4;

    /// <summary>Deflates the patch.</summary>
    public bool Deflate { get; init; } = true;

    /// <summary>The value of an empty slot, 2 to 8 where entries have 4 bits; a taken one has 1.</summary>
    public byte Infinity { get; init; } = 7;

    /// <summary>Most data in one piece, in bytes; more where a patch would need more than 255 pieces.</summary>
    public int PieceBytes { get; init; } = 4096;
}

/// <summary>Makes the descriptors that bring a neighbour's copy of a table up to date.</summary>
public static class QrpSender
{
    /// <summary>A reset and a patch where the neighbour has no table, or one of another size; a patch where it has; nothing where both are equal.</summary>
    /// <param name="before">What the neighbour has; null for nothing.</param>
    /// <param name="now">What it should have.</param>
    /// <param name="style">The same as long as the neighbour has a table.</param>
    /// <param name="dice">For GUIDs.</param>
    public static ImmutableArray<Descriptor> Update(QrpTable? before, QrpTable now, QrpStyle style, Random dice)
    {
        var descriptors = ImmutableArray.CreateBuilder<Descriptor>();
        if (before?.Bits != now.Bits)
        {
            before = null;
            descriptors.Add(QrpReset.Create(DescriptorId.Roll(dice), now.Slots, style.Infinity));
        }

        if (!TryMakeEntries(before, now, style, out var entries) && descriptors.Count == 0) return [];
        var data = style.Deflate ? BoundedInflate.Deflate(entries) : entries;
        var piece = Math.Max(style.PieceBytes, (data.Length + byte.MaxValue - 1) / byte.MaxValue);
        var count = (byte)((data.Length + piece - 1) / piece);
        for (var number = 1; number <= count; number++)
        {
            var part = data.AsSpan((number - 1) * piece, Math.Min(piece, data.Length - (number - 1) * piece));
            descriptors.Add(QrpPatch.Create(DescriptorId.Roll(dice), (byte)number, count, style.Deflate ? QrpPatch.Deflated : QrpPatch.Plain, style.EntryBits, part));
        }

        return descriptors.DrainToImmutable();
    }

    private static bool TryMakeEntries(QrpTable? before, QrpTable now, QrpStyle style, out byte[] entries)
    {
        entries = new byte[Math.Max(1, now.Slots * style.EntryBits / 8)];
        var step = style.Infinity - 1;
        var differs = false;
        for (var slot = 0; slot < now.Slots; slot++)
        {
            var (had, has) = (before?.HasSlot(slot) ?? false, now.HasSlot(slot));
            if (had == has) continue;
            differs = true;
            var entry = has ? -step : step;
            if (style.EntryBits == 8) entries[slot] = (byte)entry;
            else entries[slot >> 1] |= (byte)((entry & 0x0F) << ((slot & 1) == 0 ? 4 : 0));
        }

        return differs;
    }
}
