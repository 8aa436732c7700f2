using System.Buffers.Binary;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>The last descriptor of a link: code u16 little-endian, text, NUL. Its TTL is 1 (0.4 revision 1.6, "Bye").</summary>
public sealed record Bye : Descriptor
{
    /// <summary>The sender is leaving in order.</summary>
    public const ushort Leaving = 200;

    /// <summary>The receiver sent bytes that break the protocol.</summary>
    public const ushort BadBytes = 400;

    /// <summary>This link doubles another one.</summary>
    public const ushort Duplicate = 409;

    /// <summary>The receiver is a leaf and passed on what others had sent.</summary>
    public const ushort LeafRelayed = 414;

    /// <summary>The sender holds as many links as it may.</summary>
    public const ushort Full = 503;

    /// <summary>Longest text that we write, in UTF-8 bytes.</summary>
    public const int MaxTextBytes = 200;

    internal Bye(DescriptorId id, byte ttl, byte hops, Payload payload) : base(id, ttl, hops, payload) { }

    /// <summary>Makes a Bye; a text longer than <see cref="MaxTextBytes"/> is cut.</summary>
    public static Bye Create(DescriptorId id, ushort code, string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text.Replace('\0', ' '));
        var length = Math.Min(utf8.Length, MaxTextBytes);
        while (length > 0 && length < utf8.Length && (utf8[length] & 0xC0) == 0x80) length--;
        var bytes = new byte[2 + length + 1];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, code);
        utf8.AsSpan(0, length).CopyTo(bytes.AsSpan(2));
        return new(id, 1, 0, Payload.Own(bytes));
    }

    /// <inheritdoc/>
    public override DescriptorKind Kind => DescriptorKind.Bye;

    /// <summary>Why, as a number in the manner of HTTP.</summary>
    public ushort Code => BinaryPrimitives.ReadUInt16LittleEndian(Payload.Span);

    /// <summary>Why, in words: the first line, without anything a terminal would obey.</summary>
    public string Text => WireText.ForPeople(Payload.Span[2..]);
}
