using System.Buffers;
using System.Buffers.Binary;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>Writes descriptors exactly as <see cref="DescriptorReader"/> reads them.</summary>
public sealed class DescriptorWriter : IMessageWriter<Descriptor>, IMessageWriter<Departure>
{
    /// <summary>It holds nothing, so one is enough.</summary>
    public static DescriptorWriter Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(Descriptor message, IBufferWriter<byte> output) => Write(Departure.Of(message), output);

    /// <inheritdoc/>
    public void Write(Departure departure, IBufferWriter<byte> output)
    {
        var message = departure.Descriptor;
        var payload = message.Payload.Span;
        var whole = DescriptorReader.HeaderBytes + payload.Length;
        var span = output.GetSpan(whole);
        message.Id.Write(span);
        span[16] = message is UnknownDescriptor unknown ? unknown.Code : (byte)message.Kind;
        span[17] = departure.Ttl;
        span[18] = departure.Hops;
        BinaryPrimitives.WriteUInt32LittleEndian(span[19..], (uint)payload.Length);
        payload.CopyTo(span[DescriptorReader.HeaderBytes..]);
        output.Advance(whole);
    }
}
