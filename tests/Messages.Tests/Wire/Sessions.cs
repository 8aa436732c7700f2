using System.Buffers;
using System.IO.Compression;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>Recorded connections, one direction each: greeting blocks, then descriptors, deflated or not.</summary>
internal static class Sessions
{
    public static string[] Names => [.. Vectors.Files("sessions").Select(static f => Path.GetFileNameWithoutExtension(f)!)];

    /// <summary>The bytes behind the greeting, inflated where they were deflated, and the greeting before them.</summary>
    public static (List<GreetingBlock> Greeting, byte[] Bytes) Open(string name)
    {
        var rest = new ReadOnlySequence<byte>(Vectors.Bytes($"sessions/{name}"));
        var greeting = new List<GreetingBlock>();
        while (rest.Length >= 8 && rest.Slice(0, 8).ToArray().AsSpan().SequenceEqual("GNUTELLA"u8))
        {
            Assert.Equal(ReadAnswer.Message, new GreetingReader(4096).Read(ref rest, out var block, out _));
            greeting.Add(block!);
        }

        var bytes = rest.ToArray();
        return (greeting, bytes is [0x68, 0x81, ..] ? Inflate(bytes) : bytes);
    }

    public static List<Descriptor> Descriptors(string name)
    {
        var (messages, bad, left) = Feed.ReadAll(new DescriptorReader(Samples.MaxPayload), [Open(name).Bytes]);
        Assert.Null(bad);
        Assert.Equal(0, left);
        return messages;
    }

    /// <summary>The recording ends in the middle of the stream, after a flush.</summary>
    private static byte[] Inflate(byte[] bytes)
    {
        using var zlib = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var buffer = new byte[1];
        while (ReadsOne()) inflated.Write(buffer);
        return inflated.ToArray();

        bool ReadsOne()
        {
            try
            {
                return zlib.Read(buffer) > 0;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }
}
