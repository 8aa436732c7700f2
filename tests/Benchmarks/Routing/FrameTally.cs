using System.Buffers;
using System.Buffers.Binary;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Benchmarks.Routing;

/// <summary>Counts the queries that one wire brings, and makes nothing of them: reading on the script's side allocates no descriptor.</summary>
internal sealed class FrameTally(IWire wire) : IMessageReader<FrameTally>
{
    /// <summary>Queries seen.</summary>
    public long Queries { get; private set; }

    /// <summary>Reads what comes next, and tells of it.</summary>
    public void ReadOn(IActorRef to) => wire.Receive(this, 1, to);

    /// <summary>Consumes every whole descriptor there is and answers with itself.</summary>
    public ReadAnswer Read(ref ReadOnlySequence<byte> input, out FrameTally? message, out BadBytes? bad)
    {
        (message, bad) = (null, null);
        Span<byte> header = stackalloc byte[DescriptorReader.HeaderBytes];
        while (input.Length >= DescriptorReader.HeaderBytes)
        {
            input.Slice(0, DescriptorReader.HeaderBytes).CopyTo(header);
            var whole = DescriptorReader.HeaderBytes + BinaryPrimitives.ReadUInt32LittleEndian(header[19..]);
            if (input.Length < whole) break;
            if (header[16] == (byte)DescriptorKind.Query) Queries++;
            input = input.Slice(whole);
            message = this;
        }

        return message is null ? ReadAnswer.NeedMore : ReadAnswer.Message;
    }
}
