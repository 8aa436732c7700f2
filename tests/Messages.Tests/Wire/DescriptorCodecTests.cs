using System.Buffers;
using System.Buffers.Binary;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

public class DescriptorCodecTests
{
    public static TheoryData<byte[]> Wires => Samples.Wires;

    private static DescriptorReader Reader => new(Samples.MaxPayload);

    [Theory, MemberData(nameof(Wires))]
    public void A_descriptor_is_written_exactly_as_it_was_read(byte[] wire)
    {
        var input = Feed.Whole(wire);
        Assert.Equal(ReadAnswer.Message, Reader.Read(ref input, out var descriptor, out _));
        Assert.True(input.IsEmpty);
        Assert.Equal(wire, Samples.Write(descriptor!));
    }

    [Theory, MemberData(nameof(Wires))]
    public void A_descriptor_cut_at_any_byte_is_read_once_and_whole(byte[] wire)
    {
        for (var cut = 0; cut <= wire.Length; cut++)
        {
            var (messages, bad, left) = Feed.ReadAll(Reader, [wire[..cut], wire[cut..]]);
            Assert.Null(bad);
            Assert.Equal(0, left);
            Assert.Equal(wire, Samples.Write(Assert.Single(messages)));

            var twoSegments = Feed.InTwo(wire, cut);
            Assert.Equal(ReadAnswer.Message, Reader.Read(ref twoSegments, out var descriptor, out _));
            Assert.Equal(wire, Samples.Write(descriptor!));
        }
    }

    [Theory, MemberData(nameof(Wires))]
    public void A_beginning_of_a_descriptor_needs_more_and_consumes_nothing(byte[] wire)
    {
        for (var length = 0; length < wire.Length; length++)
        {
            var input = Feed.Whole(wire.AsSpan(0, length));
            Assert.Equal(ReadAnswer.NeedMore, Reader.Read(ref input, out var none, out var bad));
            Assert.Null(none);
            Assert.Null(bad);
            Assert.Equal(length, input.Length);
        }
    }

    [Fact]
    public void Descriptors_back_to_back_are_read_one_by_one_wherever_they_are_cut()
    {
        var wires = Samples.Each.Select(Samples.Write).ToArray();
        var all = wires.SelectMany(static w => w).ToArray();
        foreach (var cut in Enumerable.Range(0, all.Length + 1))
        {
            var (messages, _, left) = Feed.ReadAll(Reader, [all[..cut], all[cut..]]);
            Assert.Equal(0, left);
            Assert.Equal(wires, messages.Select(Samples.Write));
        }

        var segmented = Feed.ByteByByte(all);
        foreach (var wire in wires)
        {
            Assert.Equal(ReadAnswer.Message, Reader.Read(ref segmented, out var descriptor, out _));
            Assert.Equal(wire, Samples.Write(descriptor!));
        }
    }

    [Theory]
    [InlineData(Samples.MaxPayload + 1u)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void A_length_above_the_limit_is_refused_from_the_header_alone(uint length)
    {
        var header = new byte[DescriptorReader.HeaderBytes];
        header[16] = (byte)DescriptorKind.Query;
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(19), length);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var input = Feed.Whole(header);
        Assert.Equal(ReadAnswer.Bad, Reader.Read(ref input, out _, out var bad));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000, "nothing of the announced size may be allocated");
        Assert.Equal(BadBytesReason.TooLarge, bad!.Reason);
        Assert.Contains("links.max-payload", bad.Detail, StringComparison.Ordinal);
        Assert.Contains($"{length:N0}", bad.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_payload_of_exactly_the_limit_is_read()
    {
        var wire = Samples.Write(new Ping(Samples.Id, 1, 0, Payload.Own(new byte[Samples.MaxPayload])));
        var input = Feed.Whole(wire);
        Assert.Equal(ReadAnswer.Message, Reader.Read(ref input, out var ping, out _));
        Assert.Equal(Samples.MaxPayload, ping!.Payload.Length);
    }

    [Theory]
    [InlineData(DescriptorKind.Pong, 13)]
    [InlineData(DescriptorKind.Push, 25)]
    [InlineData(DescriptorKind.Bye, 1)]
    [InlineData(DescriptorKind.Query, 2)]
    [InlineData(DescriptorKind.QueryHit, 26)]
    public void A_payload_too_short_for_its_kind_is_bad(DescriptorKind kind, int length)
    {
        var input = Feed.Whole(Samples.Write(new UnknownDescriptor(Samples.Id, 1, 0, (byte)kind, Payload.Own(new byte[length]))));
        Assert.Equal(ReadAnswer.Bad, Reader.Read(ref input, out _, out var bad));
        Assert.Equal(BadBytesReason.Malformed, bad!.Reason);
    }

    [Fact]
    public void A_query_whose_text_has_no_end_is_skipped_and_the_link_goes_on()
    {
        var query = Vectors.Again(new UnknownDescriptor(Samples.Id, 1, 0, 0x80, Payload.Copy([0x80, 0, (byte)'a', (byte)'b'])));
        Assert.Equal(0x80, query.Code);
    }

    [Fact]
    public void A_hit_that_counts_more_files_than_it_names_is_bad()
    {
        var wire = Samples.Write(QueryHit.Create(Samples.Id, 5, Samples.Address, 1, [new(new(1), 2, "a", null, null)], Samples.Sharer));
        wire[DescriptorReader.HeaderBytes] = 2;
        var input = Feed.Whole(wire);
        Assert.Equal(ReadAnswer.Bad, Reader.Read(ref input, out _, out _));
    }

    [Fact]
    public void The_fields_are_where_the_specification_puts_them()
    {
        // Gnutella 0.4: little-endian throughout, but for addresses and the flags of a query.
        var pong = Pong.Create(new(1, 2), 3, new(0x01020304, 0x1122), 0x0A0B0C0D, 0x01010101);
        Assert.Equal("221101020304" + "0d0c0b0a" + "01010101", pong.Payload.ToString());

        var push = Push.Create(new(1, 2), 3, new(3, 4), new(0x01020304), new(0x05060708, 0x090A));
        Assert.Equal("00000000000000030000000000000004" + "04030201" + "05060708" + "0a09", push.Payload.ToString());

        Assert.Equal("8800" + "6162" + "00", Query.Create(new(1, 2), 3, "ab").Payload.ToString());

        var hit = QueryHit.Create(new(1, 2), 3, new(0x01020304, 0x1122), 0x0A0B0C0D, [new(new(0x01020304), 0x05060708, "ab", null, null)], new(3, 4));
        Assert.Equal("01" + "2211" + "01020304" + "0d0c0b0a" + "04030201" + "08070605" + "6162" + "00" + "00" + "00000000000000030000000000000004", hit.Payload.ToString());

        var wire = Samples.Write(new Ping(new(0x0001020304050607, 0x08090A0B0C0D0E0F), 7, 1, Payload.Copy([0xAA, 0xBB])));
        Assert.Equal("000102030405060708090a0b0c0d0e0f" + "00" + "07" + "01" + "02000000" + "aabb", Convert.ToHexStringLower(wire));
    }

    [Fact]
    public void A_hit_carries_its_files_with_their_hashes()
    {
        HitFile[] files = [new(new(7), 1234, "blue train.flac", Samples.Sha1, Samples.Sha256), new(new(8), 5, "ü", null, null)];
        var hit = Read<QueryHit>(QueryHit.Create(Samples.Id, 5, Samples.Address, 1000, files, Samples.Sharer));
        Assert.Equal(files, hit.ReadFiles());
        Assert.Equal((Samples.Address, 1000u, Samples.Sharer, 2), (hit.Address, hit.KilobitsPerSecond, hit.Sharer, hit.Count));
    }

    [Fact]
    public void A_query_is_read_as_text_flags_and_extensions()
    {
        var query = Read<Query>(new UnknownDescriptor(Samples.Id, 1, 0, 0x80, Payload.Copy([0xB9, 0x00, .. "alpha document"u8, 0, .. "urn:sha1:"u8])));
        Assert.Equal(((QueryFlags)0xB900, "alpha document"), (query.Flags, query.Text));
        Assert.Equal("urn:sha1:"u8.ToArray(), query.Extensions.ToArray());
    }

    [Fact]
    public void A_bye_text_is_cut_between_characters_and_shown_without_what_a_terminal_obeys()
    {
        var bye = Read<Bye>(Bye.Create(Samples.Id, 400, new string('ü', 300)));
        Assert.Equal(new string('ü', Bye.MaxTextBytes / 2), bye.Text);
        Assert.Equal("red\uFFFD[31m", Read<Bye>(Bye.Create(Samples.Id, 200, "red\u001b[31m\r\nServer: x")).Text);
    }

    [Fact]
    public void Descriptors_of_equal_content_are_equal_and_counts_change_in_a_copy_only()
    {
        var (one, same) = (Query.Create(Samples.Id, 7, "a"), Query.Create(Samples.Id, 7, "a"));
        Assert.Equal(one, same);
        var moved = one.WithCount(6, 1);
        Assert.Equal((6, 1, 7, 0), (moved.Ttl, moved.Hops, one.Ttl, one.Hops));
        Assert.IsType<Query>(moved);
        Assert.NotEqual<Descriptor>(one, moved);
    }

    [Theory, MemberData(nameof(Wires))]
    public void What_goes_on_is_written_as_it_came_but_for_its_counts(byte[] wire)
    {
        var input = Feed.Whole(wire);
        Reader.Read(ref input, out var came, out _);
        var (ttl, hops) = (came!.Ttl, came.Hops);
        var output = new ArrayBufferWriter<byte>();
        DescriptorWriter.Instance.Write(Departure.Onward(came, 5), output);

        byte[] expected = [.. wire];
        (expected[17], expected[18]) = (4, (byte)(hops + 1));
        Assert.Equal(expected, output.WrittenSpan.ToArray());
        Assert.Equal((ttl, hops), (came.Ttl, came.Hops));
    }

    private static T Read<T>(Descriptor descriptor)
    {
        var input = Feed.Whole(Samples.Write(descriptor));
        Assert.Equal(ReadAnswer.Message, Reader.Read(ref input, out var read, out _));
        return Assert.IsType<T>(read);
    }
}
