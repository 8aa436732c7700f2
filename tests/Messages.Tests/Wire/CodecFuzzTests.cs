using System.Text;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>Mutated bytes, cut at random points: no exception leaves a codec, nothing large is kept, and every view of what was read can be read.</summary>
public class CodecFuzzTests
{
    private const int Seed = 20260314;
    private const int Rounds = 100_000;

    [Fact]
    public void Mutated_descriptors_are_read_or_refused_and_never_throw()
    {
        var dice = new Random(Seed);
        var wires = Samples.AllWires;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Mutate(dice, [.. wires[dice.Next(wires.Length)], .. wires[dice.Next(wires.Length)]]);
            try
            {
                var cut = dice.Next(bytes.Length + 1);
                var (messages, _, left) = Feed.ReadAll(new DescriptorReader(4096), [bytes[..cut], bytes[cut..]]);
                Assert.True(left <= bytes.Length);
                foreach (var message in messages) LookAtAll(message);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {Seed}, round {round}, bytes {Convert.ToHexString(bytes)}", failure);
            }
        }
    }

    [Fact]
    public void Mutated_greetings_are_read_or_refused_and_never_throw()
    {
        var dice = new Random(Seed);
        string[] greetings = ["GNUTELLA CONNECT/0.4\n\n", "GNUTELLA OK\n\n", "GNUTELLA CONNECT/0.6\r\nUser-Agent: x\r\n\r\n", "GET /get/1/a HTTP/1.1\r\n\r\n"];
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Mutate(dice, Encoding.Latin1.GetBytes(greetings[dice.Next(greetings.Length)]));
            var cut = dice.Next(bytes.Length + 1);
            var (messages, _, _) = Feed.ReadAll(new GreetingReader(64), [bytes[..cut], bytes[cut..]]);
            Assert.All(messages, static m => Assert.DoesNotContain('\n', m.FirstLine));
            FirstBytes.Tell(Feed.InTwo(bytes, cut));
        }
    }

    private static byte[] Mutate(Random dice, byte[] bytes)
    {
        for (var i = dice.Next(6); i > 0 && bytes.Length > 0; i--)
        {
            var at = dice.Next(bytes.Length);
            bytes = dice.Next(4) switch
            {
                0 => [.. bytes[..at], (byte)dice.Next(256), .. bytes[(at + 1)..]],
                1 => [.. bytes[..at], .. bytes[(at + 1)..]],
                2 => [.. bytes[..at], (byte)dice.Next(256), .. bytes[at..]],
                _ => bytes[..at],
            };
        }

        return bytes;
    }

    private static void LookAtAll(Descriptor descriptor)
    {
        switch (descriptor)
        {
            case Query query:
                _ = (query.Text, query.Flags, query.Extensions.Length);
                break;
            case QueryHit hit:
                Assert.Equal(hit.Count, hit.ReadFiles().Length);
                _ = (hit.Address, hit.Sharer, hit.KilobitsPerSecond);
                break;
            case Pong pong:
                _ = (pong.Address.ToString(), pong.Files, pong.Kilobytes);
                break;
            case Push push:
                _ = (push.Sharer.ToString(), push.File, push.Asker);
                break;
            case Bye bye:
                Assert.DoesNotContain(bye.Text, char.IsControl);
                break;
        }

        Assert.True(descriptor.Payload.Length <= 4096);
    }
}
