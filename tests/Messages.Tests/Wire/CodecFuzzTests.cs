using System.Buffers;
using System.Text;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;
using Xunit.Abstractions;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>
/// Mutated bytes, cut at random points: no exception leaves a codec, nothing large is kept, every view of what was read can be read, and what
/// was read is written as it came.
/// </summary>
public class CodecFuzzTests(ITestOutputHelper output)
{
    private const int MaxPayload = 4096;
    private const int MaxSlots = 1 << 14;

    private static readonly byte[][] Greetings =
    [
        .. Vectors.Files("handshakes").Select(File.ReadAllBytes),
        .. new[] { "GNUTELLA CONNECT/0.4\n\n", "GNUTELLA OK\n\n", "GET /get/1/a HTTP/1.1\r\n\r\n", "GNUTELLA/0.6 503 x\nX-Try: 1.2.3.4:5,\n 1.2.3.4:6\n\n" }.Select(Encoding.Latin1.GetBytes),
    ];

    private static readonly byte[][] Runs =
    [
        new GgepWriter().Add("VC", "GTKG1"u8).Add("IPP", new byte[60]).Add("TLS").ToArray(),
        new GgepWriter().Add("IPP", new byte[3000], deflate: true).Add("X", new byte[5000], deflate: true).ToArray(),
        new GgepWriter(withoutNul: true).Add("LF", [0, 0, 0, 0, 1]).Add("ALT", new byte[600]).Add("H", [1, .. new byte[20]], deflate: true).ToArray(),
        .. Samples.AllWires.Where(static w => w.AsSpan().Contains(GgepReader.Magic)).Select(static w => w[w.AsSpan().IndexOf(GgepReader.Magic)..]),
    ];

    [Fact]
    public void Mutated_descriptors_are_read_or_refused_and_never_throw() => FuzzRun.Play(output, 0.3, MutatedAnywhere, Read);

    [Fact]
    public void Descriptors_with_mutated_payloads_are_read_or_refused_and_never_throw() => FuzzRun.Play(output, 0.4, MutatedPayloads, Read);

    [Fact]
    public void Mutated_greetings_are_read_or_refused_and_never_throw() => FuzzRun.Play(
        output,
        0.15,
        static dice => Mutation.Of(dice, Greetings[dice.Next(Greetings.Length)]),
        static (dice, bytes) =>
        {
            var (messages, _, _) = Feed.ReadAll(new GreetingReader(1024), FuzzRun.Cut(dice, bytes));
            foreach (var message in messages)
            {
                var (line, headers) = (message.Line, message.Headers);
                _ = (line.Reason, headers.IsUltrapeer(), headers.ListenIp(), headers.RemoteIp(), headers.AcceptsDeflate(), headers.Guid(), headers.Degree(), headers.Supports("GGEP"), headers.HasFeature("tls"));
                Assert.InRange(headers.HostsToTry() is var (ultrapeers, others) ? ultrapeers.Length + others.Length : 0, 0, GreetingHeaders.MostHosts);
                var output = new ArrayBufferWriter<byte>();
                GreetingWriter.Instance.Write(message, output);
                Assert.Equal(message, Assert.Single(Feed.ReadAll(new GreetingReader(8192), [output.WrittenSpan.ToArray()]).Messages));
            }

            FirstBytes.Tell(Feed.InTwo(bytes, dice.Next(bytes.Length + 1)));
        });

    [Fact]
    public void Mutated_GGEP_is_read_or_refused_and_never_throws() => FuzzRun.Play(
        output,
        0.15,
        static dice => [GgepReader.Magic, .. Mutation.Of(dice, Runs[dice.Next(Runs.Length)][1..])],
        static (_, bytes) =>
        {
            var blocks = GgepBlocks.Read(bytes, new() { MaxInflatedBytes = 4096, MaxBlocks = 20 });
            Assert.InRange(blocks.Consumed, 1, bytes.Length);
            Assert.InRange(blocks.Blocks.Length, 0, 20);
            Assert.InRange(blocks.Blocks.Sum(static b => (long)b.Data.Length), 0, 4096 + bytes.Length);
        });

    private static byte[] MutatedAnywhere(Random dice)
    {
        var wires = Samples.AllWires;
        return Mutation.Of(dice, [.. wires[dice.Next(wires.Length)], .. wires[dice.Next(wires.Length)]]);
    }

    private static byte[] MutatedPayloads(Random dice)
    {
        var wires = Samples.AllWires;
        return [.. Mutation.OfPayload(dice, wires[dice.Next(wires.Length)]), .. Mutation.OfPayload(dice, wires[dice.Next(wires.Length)])];
    }

    private static void Read(Random dice, byte[] bytes)
    {
        var (messages, bad, left) = Feed.ReadAll(new DescriptorReader(MaxPayload), FuzzRun.Cut(dice, bytes));
        Assert.Equal(bad is null, bad?.Detail is null);
        var receiver = new QrpReceiver(MaxSlots);
        var output = new ArrayBufferWriter<byte>(bytes.Length + 1);
        foreach (var message in messages)
        {
            Assert.True(message.Payload.Length <= MaxPayload);
            Views.LookAtAll(message, receiver);
            DescriptorWriter.Instance.Write(message, output);
        }

        var written = output.WrittenSpan;
        Assert.True(written.SequenceEqual(bytes.AsSpan(0, written.Length)));
        if (bad is null) Assert.Equal(bytes.Length, written.Length + left);
    }
}
