using System.Buffers.Binary;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>Bytes that are nearly right.</summary>
internal static class Mutation
{
    /// <summary>Bytes that mean something somewhere: NUL, separators, GGEP's magic and flags, signs of zlib and XML, the largest.</summary>
    private static readonly byte[] Telling = [0, 1, 0x1C, 0x3C, 0x40, 0x41, 0x78, 0x7F, 0x80, 0x82, 0xA1, 0xC3, 0xE1, 0xFF, (byte)'\r', (byte)'\n', (byte)':', (byte)' '];

    /// <summary>Changes a few bytes anywhere.</summary>
    public static byte[] Of(Random dice, byte[] bytes, int from = 0)
    {
        var list = new List<byte>(bytes);
        for (var i = dice.Next(8); i > 0 && list.Count > from; i--)
        {
            var at = dice.Next(from, list.Count);
            switch (dice.Next(7))
            {
                case 0:
                    list[at] = (byte)dice.Next(256);
                    break;
                case 1:
                    list[at] = Telling[dice.Next(Telling.Length)];
                    break;
                case 2:
                    list[at] ^= (byte)(1 << dice.Next(8));
                    break;
                case 3:
                    list.RemoveRange(at, Math.Min(dice.Next(1, 9), list.Count - at));
                    break;
                case 4:
                    list.Insert(at, Telling[dice.Next(Telling.Length)]);
                    break;
                case 5:
                    list.InsertRange(at, list.GetRange(at, Math.Min(dice.Next(1, 33), list.Count - at)));
                    break;
                default:
                    if (dice.Next(4) == 0) list.RemoveRange(at, list.Count - at);
                    break;
            }
        }

        return [.. list];
    }

    /// <summary>Changes a descriptor's payload and states its new length, so that the reader gets past the header.</summary>
    public static byte[] OfPayload(Random dice, byte[] wire)
    {
        var bytes = Of(dice, wire, DescriptorReader.HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(19), bytes.Length - DescriptorReader.HeaderBytes);
        return bytes;
    }
}
