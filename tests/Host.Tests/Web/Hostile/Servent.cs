using System.Buffers;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>The far side of a link, which sends whatever bytes a test wants.</summary>
internal static class Servent
{
    public const string Greeting = "GNUTELLA CONNECT/0.4\n\n";
    private const string Welcome = "GNUTELLA OK\n\n";

    /// <summary>Connects and greets as it should be done.</summary>
    public static async Task<RawClient> Link(PeerAddress to, int? receiveBuffer = null)
    {
        var client = await RawClient.Connect(to.ToEndPoint(), receiveBuffer);
        await client.Send(Greeting);
        Assert.Equal(Welcome, Encoding.Latin1.GetString(await client.ReadExactly(Welcome.Length)));
        return client;
    }

    /// <summary>Greets in 0.6 and says that what it sends is deflated; what it is sent is not.</summary>
    public static async Task<RawClient> LinkDeflated(PeerAddress to)
    {
        var client = await RawClient.Connect(to.ToEndPoint());
        await client.Send("GNUTELLA CONNECT/0.6\r\nX-Ultrapeer: True\r\nPong-Caching: 0.1\r\n\r\n");
        var answer = new StringBuilder();
        while (!answer.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) answer.Append((char)(await client.ReadExactly(1))[0]);
        Assert.StartsWith("GNUTELLA/0.6 200 ", answer.ToString(), StringComparison.Ordinal);
        Assert.Contains("Accept-Encoding: deflate", answer.ToString(), StringComparison.Ordinal);
        await client.Send("GNUTELLA/0.6 200 OK\r\nContent-Encoding: deflate\r\n\r\n");
        return client;
    }

    /// <summary>A header, and a payload that may have another length than it says.</summary>
    public static byte[] Descriptor(byte kind, ReadOnlySpan<byte> payload, uint? length = null, byte ttl = 7, byte hops = 0, ulong id = 0xABCD)
    {
        var bytes = new byte[DescriptorReader.HeaderBytes + payload.Length];
        new DescriptorId(0x1234, id).Write(bytes);
        (bytes[16], bytes[17], bytes[18]) = (kind, ttl, hops);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(19), length ?? (uint)payload.Length);
        payload.CopyTo(bytes.AsSpan(DescriptorReader.HeaderBytes));
        return bytes;
    }

    /// <summary>A ping.</summary>
    public static byte[] Ping(ulong id, byte ttl = 1, byte hops = 0) => Descriptor((byte)DescriptorKind.Ping, [], ttl: ttl, hops: hops, id: id);

    /// <summary>A query for words.</summary>
    public static byte[] Query(ulong id, string words, byte ttl = 1) =>
        Descriptor((byte)DescriptorKind.Query, [0x80, 0, .. Encoding.UTF8.GetBytes(words), 0], ttl: ttl, id: id);

    /// <summary>Reads descriptors up to a pong with this id.</summary>
    public static async Task ReadPong(this RawClient client, ulong id)
    {
        while (true)
        {
            var header = await client.ReadExactly(DescriptorReader.HeaderBytes);
            await client.ReadExactly((int)BitConverter.ToUInt32(header, 19));
            if (header[16] == (byte)DescriptorKind.Pong && DescriptorId.Read(header) == new DescriptorId(0x1234, id)) return;
        }
    }

    /// <summary>The Bye that ends a link; nothing may come behind it.</summary>
    public static async Task<Bye> ReadBye(this RawClient client)
    {
        var all = new ReadOnlySequence<byte>(await client.ReadToEnd());
        Descriptor? last = null;
        while (new DescriptorReader(1 << 20).Read(ref all, out var next, out _) == ReadAnswer.Message) last = next;
        Assert.Equal(0, all.Length);
        return Assert.IsType<Bye>(last);
    }
}
