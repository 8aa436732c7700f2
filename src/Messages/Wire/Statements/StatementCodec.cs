using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Statements.Proto;
using Device = PeerActors.Messages.Identity.Device;

namespace PeerActors.Messages.Wire.Statements;

/// <summary>Signs statements and reads signed ones (<c>statements.proto</c>). Reading never throws, and allocates nothing for bytes beyond <see cref="MaxBytes"/>.</summary>
public static class StatementCodec
{
    /// <summary>Largest signed statement.</summary>
    public const int MaxBytes = 32 * 1024;

    /// <summary>Most changes of key in a proof, and the newest statement.</summary>
    public const int MaxProof = 64;

    private static ReadOnlySpan<byte> PersonDomain => "PeerActors person 1\n"u8;

    private static ReadOnlySpan<byte> EndpointDomain => "PeerActors endpoint 1\n"u8;

    /// <summary>Signs with the key that signs until now, and with the next one when the statement names another.</summary>
    public static SignedStatement Sign(PersonStatement statement, SigningKey signer, SigningKey? successor)
    {
        var body = new PersonBody
        {
            Person = IdBytes(statement.Person), Sequence = statement.Sequence, Key = ByteString.CopyFrom(statement.Key.Encoded),
            Devices = { statement.Devices.Select(static d => new Proto.Device { Peer = IdBytes(d.Peer), Name = d.Name }) },
            Removed = { statement.Removed.Select(IdBytes) },
        }.ToByteArray();
        var domain = In(PersonDomain, body);
        return new(Payload.Own(body), signer.Public, signer.Sign(domain), successor?.Sign(domain));
    }

    /// <summary>Signs a record with the key of its peer.</summary>
    public static SignedStatement Sign(EndpointRecord record, SigningKey signer)
    {
        var body = new EndpointBody
        {
            Sequence = record.Sequence, IssuedSeconds = (ulong)record.Issued.ToUnixTimeSeconds(), LifetimeSeconds = (uint)record.Lifetime.TotalSeconds,
            Addresses = { record.Addresses.Select(static a => new Address { Ip = a.Ip, Port = a.Port }) },
        }.ToByteArray();
        return new(Payload.Own(body), signer.Public, signer.Sign(In(EndpointDomain, body)), Successor: null);
    }

    /// <summary>Takes a statement into a history; null when its body is none.</summary>
    public static (PersonHistory Next, StatementVerdict Verdict)? Take(PersonHistory history, SignedStatement signed) =>
        TryReadPerson(signed, out var read, out var isGenuine) ? history.Take(read, signed, isGenuine) : null;

    /// <summary>Reads a record and checks its signature; false when either is no good.</summary>
    public static bool TryReadEndpoint(SignedStatement signed, [NotNullWhen(true)] out EndpointRecord? record)
    {
        record = null;
        if (!TryParse(EndpointBody.Parser, signed.Body.Span, out var body)) return false;
        if (body.Addresses.Count > EndpointRecord.MaxAddresses || body.LifetimeSeconds > EndpointRecord.MaxLifetime.TotalSeconds) return false;
        if (body.IssuedSeconds > (ulong)DateTimeOffset.MaxValue.ToUnixTimeSeconds() || body.Addresses.Any(static a => a.Port is 0 or > ushort.MaxValue)) return false;
        if (!signed.Signer.Verifies(In(EndpointDomain, signed.Body.Span), signed.Signature)) return false;
        record = new(
            signed.Signer.Holder, body.Sequence, DateTimeOffset.FromUnixTimeSeconds((long)body.IssuedSeconds), TimeSpan.FromSeconds(body.LifetimeSeconds),
            [.. body.Addresses.Select(static a => new PeerAddress(a.Ip, (ushort)a.Port))]);
        return true;
    }

    /// <summary>A signed statement as bytes.</summary>
    public static byte[] Write(SignedStatement signed) => ToProto(signed).ToByteArray();

    /// <summary>Reads a signed statement; no signature is checked.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out SignedStatement? signed)
    {
        signed = null;
        return bytes.Length <= MaxBytes && TryParse(Signed.Parser, bytes, out var proto) && TryMap(proto, out signed);
    }

    /// <summary>The proof of a history as bytes.</summary>
    public static byte[] WriteProof(ImmutableArray<SignedStatement> proof) => new Proof { Statements = { proof.Select(ToProto) } }.ToByteArray();

    /// <summary>Reads a proof statement by statement; null when it is garbled, or one of its statements is refused.</summary>
    public static PersonHistory? ReadProof(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaxProof * MaxBytes || !TryParse(Proof.Parser, bytes, out var proof) || proof.Statements.Count is 0 or > MaxProof) return null;
        PersonHistory? history = null;
        foreach (var proto in proof.Statements)
        {
            if (!TryMap(proto, out var signed)) return null;
            history ??= PersonHistory.Of(signed.Signer.Holder);
            if (Take(history, signed) is not (var next, StatementVerdict.Accepted)) return null;
            history = next;
        }

        return history;
    }

    private static bool TryReadPerson(SignedStatement signed, [NotNullWhen(true)] out PersonStatement? statement, out bool isGenuine)
    {
        (statement, isGenuine) = (null, false);
        if (!TryParse(PersonBody.Parser, signed.Body.Span, out var body)) return false;
        if (body.Devices.Count > PersonStatement.MaxDevices || body.Removed.Count > PersonStatement.MaxRemoved) return false;
        if (body.Person.Length != PeerId.Bytes || !PublicKey.TryRead(body.Key.Span, out var key)) return false;
        if (body.Devices.Any(static d => d.Peer.Length != PeerId.Bytes || d.Name.Length > PersonStatement.MaxName || d.Name.Any(char.IsControl))) return false;
        if (body.Removed.Any(static id => id.Length != PeerId.Bytes) || body.Devices.DistinctBy(static d => d.Peer).Count() != body.Devices.Count) return false;
        statement = new(
            PeerId.Read(body.Person.Span), body.Sequence, key, [.. body.Devices.Select(static d => new Device(PeerId.Read(d.Peer.Span), d.Name))],
            [.. body.Removed.Select(static id => PeerId.Read(id.Span))]);
        var domain = In(PersonDomain, signed.Body.Span);
        isGenuine = signed.Signer.Verifies(domain, signed.Signature) && (signed.Successor is not { } successor || key.Verifies(domain, successor));
        return true;
    }

    private static Signed ToProto(SignedStatement signed) => new()
    {
        Body = ByteString.CopyFrom(signed.Body.Span), Signer = ByteString.CopyFrom(signed.Signer.Encoded), Signature = ByteString.CopyFrom(signed.Signature.Span),
        Successor = ByteString.CopyFrom((signed.Successor ?? default).Span),
    };

    private static bool TryMap(Signed proto, [NotNullWhen(true)] out SignedStatement? signed)
    {
        signed = null;
        if (!PublicKey.TryRead(proto.Signer.Span, out var signer) || !Signature.TryRead(proto.Signature.Span, out var signature)) return false;
        Signature? successor = null;
        if (proto.Successor.Length > 0)
        {
            if (!Signature.TryRead(proto.Successor.Span, out var second)) return false;
            successor = second;
        }

        signed = new(Payload.Copy(proto.Body.Span), signer, signature, successor);
        return true;
    }

    private static bool TryParse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out T? message)
        where T : class, IMessage<T>
    {
        try
        {
            message = parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
            return true;
        }
        catch (Exception garbled) when (garbled is InvalidProtocolBufferException or ArgumentException or IndexOutOfRangeException)
        {
            // The other kinds are for lengths near 2^31, as in frames of a peer link.
            message = null;
            return false;
        }
    }

    private static ByteString IdBytes(PeerId id)
    {
        Span<byte> bytes = stackalloc byte[PeerId.Bytes];
        id.Write(bytes);
        return ByteString.CopyFrom(bytes);
    }

    private static byte[] In(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> body) => [.. domain, .. body];
}
