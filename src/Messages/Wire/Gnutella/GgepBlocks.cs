using System.Collections.Immutable;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>One GGEP block, decoded.</summary>
/// <param name="Id">1 to 15 characters.</param>
/// <param name="Data">Without stuffing, inflated.</param>
public sealed record GgepBlock(string Id, Payload Data);

/// <summary>A run of GGEP blocks, decoded. What is malformed ends it early, with what came before kept and <see cref="Bad"/> telling why.</summary>
/// <param name="Blocks">In the order sent.</param>
/// <param name="Consumed">Length of the run in bytes; 0 when there was none.</param>
/// <param name="Bad">Why reading stopped before the end, if it did.</param>
public sealed record GgepBlocks(ImmutableArray<GgepBlock> Blocks, int Consumed, BadBytes? Bad)
{
    /// <summary>No run of blocks.</summary>
    public static GgepBlocks None { get; } = new([], 0, null);

    /// <summary>Reads the run at the front of <paramref name="bytes"/>; <see cref="None"/> when they do not begin with C3.</summary>
    /// <param name="bytes">From the C3 on.</param>
    /// <param name="limits">How much it may ask of us; <see cref="GgepLimits.Default"/> when left out.</param>
    public static GgepBlocks Read(ReadOnlySpan<byte> bytes, GgepLimits? limits = null)
    {
        limits ??= GgepLimits.Default;
        var reader = new GgepReader(bytes, limits.MaxBlocks);
        if (!reader.IsPresent) return None;
        var blocks = ImmutableArray.CreateBuilder<GgepBlock>();
        var left = limits.MaxInflatedBytes;
        while (reader.TryNext(out var item))
        {
            if (item.Decode(limits, left, out var data) is { } bad) return new(blocks.DrainToImmutable(), reader.Consumed, bad);
            if (item.Flags.HasFlag(GgepFlags.Deflated)) left -= data.Length;
            blocks.Add(new(item.Name, data));
        }

        return new(blocks.DrainToImmutable(), reader.Consumed, reader.Bad);
    }

    /// <summary>True when a block of this id is there, whatever it holds.</summary>
    public bool Has(string id) => TryGet(id, out _);

    /// <summary>The data of the first block of this id.</summary>
    public bool TryGet(string id, out Payload data)
    {
        foreach (var block in Blocks)
        {
            if (block.Id != id) continue;
            data = block.Data;
            return true;
        }

        data = default;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(GgepBlocks? other) =>
        other is not null && Consumed == other.Consumed && Bad == other.Bad && Blocks.AsSpan().SequenceEqual(other.Blocks.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Consumed, Bad, Blocks.Length);
}
