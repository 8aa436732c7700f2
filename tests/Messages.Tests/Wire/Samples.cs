using System.Buffers;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>One of each descriptor, and the recorded ones.</summary>
internal static class Samples
{
    public const int MaxPayload = 64 * 1024;

    public static readonly DescriptorId Id = new(0x0102030405060708, 0xFF0A0B0C0D0E0F00);
    public static readonly ServentId Sharer = new(0x1112131415161718, 0x191A1B1C1D1E1F20);
    public static readonly PeerAddress Address = new(0x0A00_0102, 6346);
    public static readonly Sha1Hash Sha1 = Sha1Hash.Read(Enumerable.Range(1, 20).Select(i => (byte)i).ToArray());
    public static readonly Sha256Hash Sha256 = Sha256Hash.Read(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());

    public static readonly HitFile File = new(new(7), 1234, "blue train.flac", Sha1, Sha256);

    public static IEnumerable<Descriptor> Each =>
    [
        new Ping(Id, 7, 0),
        new Ping(Id, 1, 0, Payload.Copy([0xC3, 0x83, (byte)'S', (byte)'C', (byte)'P', 0x41, 3])),
        Pong.Create(Id, 3, Address, 12, 3456),
        Bye.Create(Id, Bye.Leaving, "Good bye"),
        Push.Create(Id, 4, Sharer, new(42), Address),
        Query.Create(Id, 7, "blue train"),
        Query.Create(Id, 7, "žluťoučký kůň"),
        QueryHit.Create(Id, 5, Address, 1000, [new(new(7), 1234, "blue train.flac", Sha1, Sha256)], Sharer),
        QueryHit.Create(Id, 5, Address, 1000, [new(new(1), 0, "a", null, null), new(new(2), uint.MaxValue, "ü 2", Sha1, null)], Sharer),
        QueryHit.Create(Id, 5, Address, 1, [File with { Size = 5_000_000_000, Alternates = [Address] }], Sharer, new() { Vendor = VendorCode.Ours, MustPush = true, PushProxies = [Address] }, true),
        Pong.Create(Id, 3, Address, 12, 3456, new() { Hosts = [Address, Address], Vendor = VendorCode.Ours, Ultrapeer = new(2, 3, 4) }),
        Query.Create(Id, 4, "", QueryFlags.Marked | QueryFlags.Firewalled, new() { Hashes = [Sha1], WantsPartialFiles = true, WantsHashes = true }),
        .. QrpSender.Update(null, new QrpTableBuilder().AddName("blue train").Build(), new() { PieceBytes = 20 }, new Random(1)).Take(2),
        VendorMessage.Create(Id, new HopsFlow(3)),
        VendorMessage.Create(Id, new PushProxyAcknowledged(Address)),
        new UnknownDescriptor(Id, 1, 0, 0x31, Payload.Copy([1, 2, 3])),
        new UnknownDescriptor(Id, 1, 0, 0x30, Payload.Empty),
    ];

    /// <summary>The bytes of each, and of those recorded between real servents (see vectors/gnutella/README.md).</summary>
    public static byte[][] AllWires { get; } =
        [.. Each.Select(Write).Concat(Vectors.Files("").Select(System.IO.File.ReadAllBytes)).DistinctBy(Convert.ToHexString)];

    public static TheoryData<byte[]> Wires => [.. AllWires];

    public static byte[] Write(Descriptor descriptor)
    {
        var output = new ArrayBufferWriter<byte>();
        DescriptorWriter.Instance.Write(descriptor, output);
        return output.WrittenSpan.ToArray();
    }
}
