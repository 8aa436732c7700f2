using System.Buffers.Binary;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>
/// Asks who has files of such a name. Layout: flags u16 big-endian (in 0.4 the least speed of the answering peer), text,
/// NUL, then extensions to the payload's end.
/// </summary>
/// <remarks>Real servents drop flags of 00 00 as an ancient query; ours are <see cref="OurFlags"/>.</remarks>
public sealed record Query : Descriptor
{
    /// <summary>Bit 15 says that the field holds flags and not a speed.</summary>
    public const ushort OurFlags = 0x8000;

    internal Query(DescriptorId id, byte ttl, byte hops, Payload payload) : base(id, ttl, hops, payload) { }

    /// <summary>Makes a query.</summary>
    /// <param name="id">A new GUID.</param>
    /// <param name="ttl">How many links it may cross.</param>
    /// <param name="text">Words, all of which a name must hold; NUL is replaced by a space.</param>
    public static Query Create(DescriptorId id, byte ttl, string text)
    {
        var bytes = new byte[2 + Encoding.UTF8.GetByteCount(text) + 1];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, OurFlags);
        Encoding.UTF8.GetBytes(text.Replace('\0', ' '), bytes.AsSpan(2));
        return new(id, ttl, 0, Payload.Own(bytes));
    }

    /// <inheritdoc/>
    public override DescriptorKind Kind => DescriptorKind.Query;

    /// <summary>The flags as sent.</summary>
    public ushort Flags => BinaryPrimitives.ReadUInt16BigEndian(Payload.Span);

    /// <summary>The words, decoded anew at each call; invalid UTF-8 becomes U+FFFD, which matches nothing.</summary>
    public string Text => Encoding.UTF8.GetString(TextBytes);

    /// <summary>The words as UTF-8.</summary>
    public ReadOnlySpan<byte> TextBytes
    {
        get
        {
            var rest = Payload.Span[2..];
            return rest[..rest.IndexOf((byte)0)];
        }
    }

    /// <summary>What follows the text's NUL.</summary>
    public ReadOnlySpan<byte> Extensions
    {
        get
        {
            var rest = Payload.Span[2..];
            return rest[(rest.IndexOf((byte)0) + 1)..];
        }
    }
}
