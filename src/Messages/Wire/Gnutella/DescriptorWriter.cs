using System.Buffers;
using System.Buffers.Binary;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>Writes descriptors exactly as <see cref="DescriptorReader"/> reads them.</summary>
public sealed class DescriptorWriter : IMessageWriter<Descriptor>
{
    /// <summary>It holds nothing, so one is enough.</summary>
    public static DescriptorWriter Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(Descriptor message, IBufferWriter<byte> output)
    {
        var payload = message.Payload.Span;
        var whole = DescriptorReader.HeaderBytes + payload.Length;
        var span = output.GetSpan(whole);
        message.Id.Write(span);
        span[16] = message is UnknownDescriptor unknown ? unknown.Code : (byte)message.Kind;
        span[17] = message.Ttl;
        span[18] = message.Hops;
        BinaryPrimitives.WriteUInt32LittleEndian(span[19..], (uint)payload.Length);
        payload.CopyTo(span[DescriptorReader.HeaderBytes..]);
        output.Advance(whole);
    }
}
