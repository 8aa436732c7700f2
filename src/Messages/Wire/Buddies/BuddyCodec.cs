using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Google.Protobuf;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Buddies.Proto;
using PeerActors.Messages.Wire.Statements;
using Presence = PeerActors.Messages.Buddies.Presence;

namespace PeerActors.Messages.Wire.Buddies;

/// <summary>Messages between buddies as bytes (<c>buddies.proto</c>). Reading never throws.</summary>
public static class BuddyCodec
{
    private const string Accept = "buddies/accept/1";
    private const string Confirm = "buddies/confirm/1";
    private const string Refuse = "buddies/refuse/1";
    private const string Tell = "buddies/presence/1";
    private const string Locate = "buddies/locations/1";
    private const string End = "buddies/end/1";

    /// <summary>Every manifest there is.</summary>
    public static ImmutableArray<string> Manifests { get; } = [Accept, Confirm, Refuse, Tell, Locate, End];

    /// <summary>A message and its manifest.</summary>
    public static (string Manifest, Payload Payload) Write(BuddyMessage message) => message switch
    {
        BuddyAccepts accepts => Pack(Accept, new Accept { Secret = ByteString.CopyFrom(accepts.Secret.Span), Name = accepts.Name }),
        BuddyConfirms confirms => Pack(Confirm, new Confirm { Name = confirms.Name }),
        BuddyRefuses refuses => Pack(Refuse, new Refuse { Why = (uint)refuses.Why }),
        BuddyTells tells => Pack(Tell, ToProto(tells)),
        BuddyLocates locates => Pack(Locate, new Locations { Records = { locates.Records.Select(static r => ByteString.CopyFrom(StatementCodec.Write(r))) } }),
        BuddyEnds => Pack(End, new End()),
        _ => throw new ArgumentException($"{message} is none of the messages between buddies.", nameof(message)),
    };

    /// <summary>Reads a message; false when it is garbled, or beyond a bound, or its manifest is unknown. A person's proof is checked;
    /// the signatures of records are not.</summary>
    public static bool TryRead(string manifest, ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out BuddyMessage? message)
    {
        try
        {
            message = Read(manifest, bytes);
        }
        catch (Exception garbled) when (garbled is InvalidProtocolBufferException or ArgumentException or IndexOutOfRangeException)
        {
            // The other kinds are for lengths near 2^31, as in frames of a peer link.
            message = null;
        }

        return message is not null;
    }

    private static BuddyMessage? Read(string manifest, ReadOnlySpan<byte> bytes) => manifest switch
    {
        Accept when Parse(Proto.Accept.Parser, bytes) is { Secret.Length: InvitationTicket.SecretBytes } accept && Presence.IsText(accept.Name, Presence.MaxName) =>
            new BuddyAccepts(Payload.Copy(accept.Secret.Span), accept.Name),
        Confirm when Parse(Proto.Confirm.Parser, bytes) is var confirm && Presence.IsText(confirm.Name, Presence.MaxName) => new BuddyConfirms(confirm.Name),
        Refuse when Parse(Proto.Refuse.Parser, bytes) is { Why: >= (uint)TicketRefusal.Unknown and <= (uint)TicketRefusal.Full } refuse => new BuddyRefuses((TicketRefusal)refuse.Why),
        Tell => Map(Parse(Proto.Presence.Parser, bytes)),
        Locate => Map(Parse(Locations.Parser, bytes)),
        End when Parse(Proto.End.Parser, bytes) is not null => BuddyEnds.Instance,
        _ => null,
    };

    private static BuddyTells? Map(Proto.Presence presence)
    {
        if (presence.Pairs.Count > BuddyTells.MaxCircle || presence.Pairs.Count != presence.Sequences.Count) return null;
        var read = new Presence((PresenceState)presence.State, presence.Name, presence.Note, [.. presence.Capabilities]);
        if (!read.IsSound || presence.Person.Length > BuddyTells.MaxProof) return null;
        var person = presence.Person.Length == 0 ? null : StatementCodec.ReadProof(presence.Person.Span);
        if (presence.Person.Length > 0 && person is null) return null;
        return new(read, [.. presence.Pairs.Zip(presence.Sequences, static (pair, sequence) => new CircleMember(pair, sequence))], person?.Proof ?? []);
    }

    private static BuddyLocates? Map(Locations locations)
    {
        if (locations.Records.Count is 0 or > BuddyLocates.MaxRecords) return null;
        var records = ImmutableArray.CreateBuilder<SignedStatement>(locations.Records.Count);
        foreach (var bytes in locations.Records)
        {
            if (!StatementCodec.TryRead(bytes.Span, out var record)) return null;
            records.Add(record);
        }

        return new(records.MoveToImmutable());
    }

    private static Proto.Presence ToProto(BuddyTells tells) => new()
    {
        State = (uint)tells.Presence.State, Name = tells.Presence.Name, Note = tells.Presence.Note, Capabilities = { tells.Presence.Capabilities },
        Pairs = { tells.Circle.Select(static c => c.Pair) }, Sequences = { tells.Circle.Select(static c => c.Sequence) },
        Person = tells.Proof.IsEmpty ? ByteString.Empty : ByteString.CopyFrom(StatementCodec.WriteProof(tells.Proof)),
    };

    private static T Parse<T>(MessageParser<T> parser, ReadOnlySpan<byte> bytes)
        where T : class, IMessage<T> => parser.WithDiscardUnknownFields(true).ParseFrom(bytes);

    private static (string Manifest, Payload Payload) Pack(string manifest, IMessage message) => (manifest, Payload.Own(message.ToByteArray()));
}
