using System.Text;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>One GGEP block where it lies, not yet decoded.</summary>
public readonly ref struct GgepItem
{
    private const int AlwaysAllowed = 4096;

    internal GgepItem(GgepFlags flags, ReadOnlySpan<byte> id, ReadOnlySpan<byte> raw)
    {
        Flags = flags;
        Id = id;
        Raw = raw;
    }

    /// <summary>Without the length of the id.</summary>
    public GgepFlags Flags { get; }

    /// <summary>1 to 15 bytes, by custom capital letters.</summary>
    public ReadOnlySpan<byte> Id { get; }

    /// <summary>The data as sent.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    /// <summary>The id as text; a byte that is not ASCII becomes a question mark.</summary>
    public string Name => Encoding.ASCII.GetString(Id);

    /// <summary>Takes out the stuffing and inflates, or says why not.</summary>
    /// <param name="limits">How many times its length it may become.</param>
    /// <param name="maxInflated">What is left of <see cref="GgepLimits.MaxInflatedBytes"/>.</param>
    /// <param name="data">What was meant; empty when refused.</param>
    public BadBytes? Decode(GgepLimits limits, int maxInflated, out Payload data)
    {
        data = default;
        if (!Flags.HasFlag(GgepFlags.Cobs) && !Flags.HasFlag(GgepFlags.Deflated))
        {
            data = Payload.Copy(Raw);
            return null;
        }

        var bytes = Raw.ToArray();
        if (Flags.HasFlag(GgepFlags.Cobs))
        {
            if (!Gnutella.Cobs.TryDecode(Raw, bytes, out var length)) return new(BadBytesReason.Malformed, $"GGEP block {Name} is badly stuffed");
            bytes = bytes[..length];
        }

        if (Flags.HasFlag(GgepFlags.Deflated))
        {
            var byRatio = (int)Math.Min(int.MaxValue, Math.Max(AlwaysAllowed, (long)bytes.Length * limits.MaxInflateRatio));
            var limitName = byRatio < maxInflated ? $"{nameof(GgepLimits)}.{nameof(GgepLimits.MaxInflateRatio)}" : $"{nameof(GgepLimits)}.{nameof(GgepLimits.MaxInflatedBytes)}";
            if (BoundedInflate.TryInflate(bytes, Math.Min(byRatio, maxInflated), limitName, out var inflated) is { } bad)
                return bad with { Detail = $"GGEP block {Name}: {bad.Detail}" };
            bytes = inflated;
        }

        data = Payload.Own(bytes);
        return null;
    }
}
