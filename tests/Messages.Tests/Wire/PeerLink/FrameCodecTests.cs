using System.Buffers;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Statements;
using PeerActors.Messages.Wire.PeerLink;
using Xunit.Abstractions;

namespace PeerActors.Messages.Tests.Wire.PeerLink;

public sealed class FrameCodecTests(ITestOutputHelper output)
{
    private const int MaxFrame = 64 * 1024;

    private static readonly PeerFrame[] Samples =
    [
        new HelloFrame { OldestVersion = 1, Version = 2, Session = 77, Number = 3, MaxFrame = 70_000, Windows = new(1000, 2000, 3000), OfSession = 5, Received = new(1, 2, ulong.MaxValue) },
        BeatFrame.Instance, new CreditFrame(UrgencyClass.Bulk, int.MaxValue), new AckFrame(UrgencyClass.Urgent, ulong.MaxValue), new ByeFrame(409, "another link stays"),
        new NotUnderstoodFrame(0), new NotUnderstoodFrame(7), new NameFrame(1, "presence-changed/1"), new DescriptorFrame(Departure.Of(Query.Create(new(1, 2), 7, "blue train"))),
        new MessageFrame(UrgencyClass.Normal, 0, 1, Payload.Empty), new MessageFrame(UrgencyClass.Bulk, ulong.MaxValue, 9, Payload.Own(new byte[300])),
        new MessageFrame(UrgencyClass.Normal, 0, 300, Payload.Own([1, 2])) { To = ulong.MaxValue, From = 128 },
    ];

    [Fact]
    public void Every_kind_is_read_as_it_was_written_wherever_it_is_cut()
    {
        foreach (var sample in Samples)
        {
            var wire = Write(sample);
            for (var cut = 0; cut <= wire.Length; cut++)
            {
                var (frames, bad, left) = Feed.ReadAll(new FrameReader(MaxFrame), [wire[..cut], wire[cut..]]);
                Assert.Null(bad);
                Assert.Equal((Shown(sample), 0L), (Shown(Assert.Single(frames)), left));
            }

            Assert.Empty(Feed.ReadAll(new FrameReader(MaxFrame), [wire[..^1]]).Messages);
        }
    }

    [Fact]
    public void Frames_follow_on_each_other_even_byte_by_byte()
    {
        byte[] wire = [.. Samples.SelectMany(Write)];

        var (frames, _, left) = Feed.ReadAll(new FrameReader(MaxFrame), wire.Select(static b => new[] { b }));

        Assert.Equal((Samples.Length, 0L), (frames.Count, left));
    }

    [Fact]
    public void Where_the_sender_listens_comes_with_its_signature()
    {
        using var key = SigningKey.Make();
        var record = new EndpointRecord(key.Public.Holder, 1, DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1), [new(PeerAddress.Loopback, 6346)]);

        var hello = (HelloFrame)Read(Write(Hello with { Endpoint = StatementCodec.Sign(record, key) }));

        Assert.True(StatementCodec.TryReadEndpoint(hello.Endpoint!, out var read));
        Assert.Equal(record.Addresses, read.Addresses.AsEnumerable());
    }

    [Theory]
    [InlineData("8180808008", BadBytesReason.TooLarge)] // 2^31 + 1
    [InlineData("8080808004", BadBytesReason.TooLarge)] // 1 GiB
    [InlineData("81800400", BadBytesReason.TooLarge)] // one more than the limit
    [InlineData("808080808000", BadBytesReason.Malformed)] // six bytes of length
    [InlineData("FFFFFFFFFF", BadBytesReason.TooLarge)]
    [InlineData("020A", null)]
    [InlineData("020A05", BadBytesReason.Malformed)] // a field longer than its frame
    [InlineData("060A040801100000", BadBytesReason.Malformed)] // a hello without a version
    [InlineData("041A020803", BadBytesReason.Malformed)] // credit of a class that there is not, and of nothing
    [InlineData("053A0300FFFF", BadBytesReason.Malformed)] // half a descriptor
    [InlineData("024200", BadBytesReason.Malformed)] // a name without a number
    [InlineData("024A00", BadBytesReason.Malformed)] // a message without a manifest
    public void Hostile_lengths_and_fields_are_refused_before_anything_is_allocated_for_them(string hex, BadBytesReason? reason)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (frames, bad, _) = Feed.ReadAll(new FrameReader(MaxFrame), [Convert.FromHexString(hex)]);

        Assert.Empty(frames);
        Assert.Equal(reason, bad?.Reason);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("03A20600")] // field 100
    public void A_frame_of_a_kind_of_tomorrow_is_told_apart_and_skipped(string hex)
    {
        var (frames, bad, left) = Feed.ReadAll(new FrameReader(MaxFrame), [[.. Convert.FromHexString(hex), .. Write(BeatFrame.Instance)]]);

        Assert.Null(bad);
        Assert.Equal([UnknownFrame.Instance, BeatFrame.Instance], frames);
        Assert.Equal(0, left);
    }

    /// <summary>As a peer of version 1 sent it: oldest and newest version 1, session 1, limit of a frame; no windows and no number.</summary>
    [Fact]
    public void A_hello_of_version_1_is_understood_with_what_was_the_rule_then()
    {
        var hello = (HelloFrame)Read(Convert.FromHexString("130A11080110011901000000000000003880" + "8004"));

        Assert.Equal((1, 1, 1UL, 0UL, 65536), (hello.OldestVersion, hello.Version, hello.Session, hello.Number, hello.MaxFrame));
        Assert.Equal(PerClass.All(HelloFrame.OldWindow), hello.Windows);
        Assert.Equal((0UL, default(PerClass<ulong>)), (hello.OfSession, hello.Received));
    }

    [Fact]
    public void Frames_that_are_nearly_right_are_read_or_refused_and_nothing_else_happens() => FuzzRun.Play(
        output, 0.3, static dice => Mutation.Of(dice, [.. Enumerable.Range(0, dice.Next(1, 4)).SelectMany(_ => Write(Samples[dice.Next(Samples.Length)]))]),
        static (dice, bytes) => Feed.ReadAll(new FrameReader(MaxFrame), FuzzRun.Cut(dice, bytes)));

    [Fact]
    public void Statements_that_are_nearly_right_are_read_or_refused_and_nothing_else_happens()
    {
        using var key = SigningKey.Make();
        var wire = StatementCodec.Write(StatementCodec.Sign(PersonStatement.First(key.Public, new(key.Public.Holder, "desk")), key, null));
        FuzzRun.Play(output, 0.02, dice => Mutation.Of(dice, wire), static (_, bytes) =>
        {
            StatementCodec.TryRead(bytes, out var _);
            StatementCodec.ReadProof(bytes);
        });
    }

    private static HelloFrame Hello => (HelloFrame)Samples[0];

    private static PeerFrame Read(byte[] wire) => Assert.Single(Feed.ReadAll(new FrameReader(MaxFrame), [wire]).Messages);

    private static byte[] Write(PeerFrame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Instance.Write(frame, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Features are a list, which records compare by reference.</summary>
    private static string Shown(PeerFrame frame) => $"{frame}";
}
