using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Buddies;

/// <summary>An invitation as one line that people hand to each other by whatever way they trust.</summary>
/// <param name="Peer">Who invites.</param>
/// <param name="Addresses">Where to dial it; at most <see cref="MaxAddresses"/>.</param>
/// <param name="Secret">Of <see cref="SecretBytes"/> bytes, for one use.</param>
/// <param name="Expires">In whole seconds; from then on it is worth nothing.</param>
/// <remarks>The text is <see cref="Prefix"/> and base32 of: peer id (32 bytes), secret (16), end (seconds since 1970, 4), number of addresses (1), each address (4 and 2), and
/// the CRC-32 of all that (4), most significant byte first. A CRC-32 notices every change of up to 32 bits next to each other, so no altered character passes.</remarks>
public sealed record InvitationTicket(PeerId Peer, ImmutableArray<PeerAddress> Addresses, Payload Secret, DateTimeOffset Expires)
{
    /// <summary>What every ticket of this layout begins with.</summary>
    public const string Prefix = "ticket1-";

    /// <summary>Length of a secret.</summary>
    public const int SecretBytes = 16;

    /// <summary>Most addresses.</summary>
    public const int MaxAddresses = 4;

    private const int AddressBytes = 6;
    private const int Fixed = PeerId.Bytes + SecretBytes + 4 + 1;
    private const int CheckBytes = 4;

    /// <summary>Reads a ticket; spaces around it, either case, and 0, 1 and 8 for O, I and B are let pass.</summary>
    /// <param name="text">One line.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="problem">What is wrong with it, as half a sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out InvitationTicket? ticket, [NotNullWhen(false)] out string? problem)
    {
        (ticket, problem) = (null, null);
        text = text.Trim();
        if (!text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            problem = $"it does not begin with {Prefix}";
            return false;
        }

        var letters = text.AsSpan(Prefix.Length).ToString().Replace('0', 'O').Replace('1', 'I').Replace('8', 'B');
        for (var count = 0; count <= MaxAddresses; count++)
        {
            var length = Fixed + count * AddressBytes + CheckBytes;
            if (letters.Length != Base32.LengthOf(length)) continue;
            var bytes = new byte[length];
            if (!Base32.TryDecode(letters, bytes) || Crc(bytes.AsSpan(0, length - CheckBytes)) != BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(length - CheckBytes)) || bytes[Fixed - 1] != count)
            {
                problem = "its check characters do not fit: a character was altered";
                return false;
            }

            ticket = Read(bytes, count);
            return true;
        }

        problem = $"it has {letters.Length} characters behind {Prefix}, which is too few or too many: it is not whole";
        return false;
    }

    /// <summary>The line.</summary>
    public override string ToString()
    {
        var bytes = new byte[Fixed + Addresses.Length * AddressBytes + CheckBytes];
        Peer.Write(bytes);
        Secret.Span.CopyTo(bytes.AsSpan(PeerId.Bytes));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(PeerId.Bytes + SecretBytes), (uint)Expires.ToUnixTimeSeconds());
        bytes[Fixed - 1] = (byte)Addresses.Length;
        for (var i = 0; i < Addresses.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(Fixed + i * AddressBytes), Addresses[i].Ip);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(Fixed + i * AddressBytes + 4), Addresses[i].Port);
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(bytes.Length - CheckBytes), Crc(bytes.AsSpan(0, bytes.Length - CheckBytes)));
        return Prefix + Base32.Encode(bytes);
    }

    private static InvitationTicket Read(ReadOnlySpan<byte> bytes, int count)
    {
        var addresses = ImmutableArray.CreateBuilder<PeerAddress>(count);
        for (var i = 0; i < count; i++)
            addresses.Add(new(BinaryPrimitives.ReadUInt32BigEndian(bytes[(Fixed + i * AddressBytes)..]), BinaryPrimitives.ReadUInt16BigEndian(bytes[(Fixed + i * AddressBytes + 4)..])));
        return new(
            PeerId.Read(bytes), addresses.ToImmutable(), Payload.Copy(bytes.Slice(PeerId.Bytes, SecretBytes)),
            DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(bytes[(PeerId.Bytes + SecretBytes)..])));
    }

    /// <summary>CRC-32 as in IEEE 802.3, bit by bit: a ticket is short.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0xEDB8_8320 & (uint)-(int)(crc & 1));
        }

        return ~crc;
    }
}
