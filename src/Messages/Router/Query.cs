using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>
/// Asks who has files of such a name. Layout: flags u16 big-endian (in 0.4 the least speed of the answering peer), text,
/// NUL, then extensions to the payload's end.
/// </summary>
/// <remarks>Real servents drop flags of 00 00 as an ancient query; ours are <see cref="OurFlags"/>.</remarks>
public sealed record Query : Descriptor
{
    /// <summary>What our queries say when nothing else is asked for: the field holds flags, and hashes may come in the shorter form.</summary>
    public const QueryFlags OurFlags = QueryFlags.Marked | QueryFlags.ReadsHashBlocks;

    internal Query(DescriptorId id, byte ttl, byte hops, Payload payload) : base(id, ttl, hops, payload) { }

    /// <summary>Makes a query.</summary>
    /// <param name="id">A new GUID.</param>
    /// <param name="ttl">How many links it may cross.</param>
    /// <param name="text">Words, all of which a name must hold; NUL is replaced by a space.</param>
    /// <param name="flags">Never 0.</param>
    /// <param name="extensions">What follows the text; null for nothing.</param>
    public static Query Create(DescriptorId id, byte ttl, string text, QueryFlags flags = OurFlags, QueryExtensions? extensions = null)
    {
        var output = new ArrayBufferWriter<byte>(3 + text.Length);
        BinaryPrimitives.WriteUInt16BigEndian(output.GetSpan(2), (ushort)flags);
        output.Advance(2);
        Encoding.UTF8.GetBytes(text.Replace('\0', ' '), output);
        output.Write([(byte)0]);
        extensions?.Write(output);
        return new(id, ttl, 0, Payload.Own(output.WrittenSpan.ToArray()));
    }

    /// <inheritdoc/>
    public override DescriptorKind Kind => DescriptorKind.Query;

    /// <summary>The flags as sent.</summary>
    public QueryFlags Flags => (QueryFlags)BinaryPrimitives.ReadUInt16BigEndian(Payload.Span);

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

    /// <summary>What follows the text's NUL, decoded anew at each call.</summary>
    public QueryExtensions ReadExtensions(GgepLimits? limits = null) => QueryExtensions.Read(Extensions, limits);

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
