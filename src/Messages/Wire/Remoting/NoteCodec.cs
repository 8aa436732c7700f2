using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Remoting.Proto;

namespace PeerActors.Messages.Wire.Remoting;

/// <summary>Writes and reads what services of two peers say to each other that is no message of a service's own (<c>remoting.proto</c>). Reading never throws; what it is given is
/// whole, and no larger than a frame.</summary>
public static class NoteCodec
{
    /// <summary>Makes bytes of a note.</summary>
    public static Payload Write(RefusedNote note) => Payload.Own(new Refused
    {
        Reason = (uint)note.Reason + 1, Service = note.Service, Detail = note.Detail.Length > RefusedNote.MaxDetail ? note.Detail[..RefusedNote.MaxDetail] : note.Detail,
    }.ToByteArray());

    /// <summary>Makes bytes of a note.</summary>
    public static Payload Write(KeptNote note) => Payload.Own(new Kept
    {
        Stream = note.Stream, Sequence = note.Sequence, Oldest = note.Oldest, Payload = ByteString.CopyFrom(note.Payload.Span),
    }.ToByteArray());

    /// <summary>Makes bytes of a note.</summary>
    public static Payload Write(TakenNote note) => Payload.Own(new Taken { Stream = note.Stream, Sequence = note.Sequence }.ToByteArray());

    /// <summary>Reads a note; false when it is none.</summary>
    public static bool TryRead(Payload payload, [NotNullWhen(true)] out RefusedNote? note)
    {
        note = null;
        if (!TryParse(Refused.Parser, payload, out var refused)) return false;
        if (refused.Reason == 0 || refused.Reason > (uint)Enum.GetValues<ServiceRefusal>().Length || !ServiceName.IsSound(refused.Service) || refused.Detail.Length > RefusedNote.MaxDetail) return false;
        note = new((ServiceRefusal)(refused.Reason - 1), refused.Service, refused.Detail);
        return true;
    }

    /// <summary>Reads a note; false when it is none.</summary>
    public static bool TryRead(Payload payload, [NotNullWhen(true)] out KeptNote? note)
    {
        note = null;
        if (!TryParse(Kept.Parser, payload, out var kept)) return false;
        if (kept.Oldest == 0 || kept.Oldest > kept.Sequence || kept.Sequence > long.MaxValue) return false;
        note = new(kept.Stream, kept.Sequence, kept.Oldest, Payload.Copy(kept.Payload.Span));
        return true;
    }

    /// <summary>Reads a note; false when it is none.</summary>
    public static bool TryRead(Payload payload, [NotNullWhen(true)] out TakenNote? note)
    {
        note = null;
        if (!TryParse(Taken.Parser, payload, out var taken) || taken.Sequence > long.MaxValue) return false;
        note = new(taken.Stream, taken.Sequence);
        return true;
    }

    private static bool TryParse<T>(MessageParser<T> parser, Payload payload, [NotNullWhen(true)] out T? read)
        where T : class, IMessage<T>
    {
        try
        {
            read = parser.WithDiscardUnknownFields(true).ParseFrom(payload.Span);
            return true;
        }
        catch (Exception garbled) when (garbled is InvalidProtocolBufferException or ArgumentException or IndexOutOfRangeException)
        {
            // As in FrameReader: Protobuf 3.25 throws one of the other kinds for lengths near 2^31.
            read = null;
            return false;
        }
    }
}
