using FsCheck;
using FsCheck.Fluent;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>Descriptors of every kind with contents that nobody thought of, as FsCheck makes them.</summary>
internal static class MadeDescriptors
{
    private static readonly Gen<uint> Number = Gen.Choose(int.MinValue, int.MaxValue).Select(static i => unchecked((uint)i));

    private static readonly Gen<ulong> Half = from high in Number from low in Number select ((ulong)high << 32) | low;

    private static readonly Gen<DescriptorId> Id = from high in Half from low in Half select new DescriptorId(high, low);

    private static readonly Gen<byte> Byte = Gen.Choose(0, 255).Select(static i => (byte)i);

    private static readonly Gen<byte[]> Bytes = Byte.ArrayOf();

    private static readonly Gen<PeerAddress> Address =
        from ip in Gen.Choose(1 << 24, int.MaxValue) from port in Gen.Choose(1, 65535) select new PeerAddress((uint)ip, (ushort)port);

    private static readonly Gen<string> Text = Gen.Elements("", "a", "Blue Train", "žluťoučký kůň", "日本語", "\u0001", "\uD83D\uDE00 x", "urn:sha1:", "\x1c{<").ArrayOf().Select(string.Concat);

    private static readonly Gen<Sha1Hash> Sha1 = from a in Half from b in Half from c in Number select new Sha1Hash(a, b, c);

    private static readonly Gen<HitFile> File =
        from index in Number
        from size in Half
        from name in Text
        from sha1 in Gen.OneOf(Gen.Constant((Sha1Hash?)null), Sha1.Select(static s => (Sha1Hash?)s))
        from others in Address.ArrayOf()
        from tree in Gen.OneOf(Gen.Constant((TigerHash?)null), Half.Select(static h => (TigerHash?)new TigerHash(h, h, h)))
        select new HitFile(new(index), (long)(size >> (1 + (int)(size % 60))), name, sha1, null) { Alternates = [.. others.Take(100)], Tiger = tree };

    private static readonly Gen<HitTrailer?> Trailer =
        from has in Gen.Elements(true, false)
        from bits in Gen.Elements(null, true, (bool?)false).ArrayOf(4)
        from proxies in Address.ArrayOf()
        from tls in Gen.Elements(true, false)
        select has
            ? new HitTrailer { Vendor = VendorCode.Ours, MustPush = bits[0], IsBusy = bits[1], HasUploaded = bits[2], SpeedIsMeasured = bits[3], PushProxies = [.. proxies.Take(100)], SpeaksTls = tls }
            : null;

    private static readonly Gen<Descriptor> Hit =
        from id in Id
        from address in Address
        from files in File.ArrayOf().Where(static f => f.Length is > 0 and <= QueryHit.MaxFiles)
        from trailer in Trailer
        from inGgep in Gen.Elements(true, false)
        select (Descriptor)QueryHit.Create(id, 5, address, 1, files, new(1, 2), trailer, inGgep);

    private static readonly Gen<Descriptor> Query =
        from id in Id
        from text in Text
        from flags in Number
        from hashes in Sha1.ArrayOf()
        from wants in Gen.Elements(true, false)
        select (Descriptor)Messages.Router.Query.Create(
            id, 4, text, (QueryFlags)(flags & 0xFFFF), new() { Hashes = [.. hashes.Take(QueryExtensions.MaxHashes).Distinct()], WantsHashes = wants, WantsPartialFiles = wants });

    private static readonly Gen<Descriptor> Pong =
        from id in Id
        from address in Address
        from hosts in Address.ArrayOf()
        from uptime in Gen.Choose(0, int.MaxValue)
        select (Descriptor)Messages.Router.Pong.Create(id, 1, address, 1, 2, new() { Hosts = [.. hosts.Take(100)], Uptime = TimeSpan.FromSeconds(uptime), Vendor = VendorCode.Gtkg });

    private static readonly Gen<Descriptor> Push =
        from id in Id from address in Address from index in Number select (Descriptor)Messages.Router.Push.Create(id, 3, new(id.Low, id.High), new(index), address);

    private static readonly Gen<Descriptor> Bye =
        from id in Id from text in Text from code in Gen.Choose(0, 65535) select (Descriptor)Messages.Router.Bye.Create(id, (ushort)code, text);

    private static readonly Gen<Descriptor> Vendor =
        from id in Id
        from port in Gen.Choose(0, 65535)
        from address in Address
        from bytes in Bytes
        from content in Gen.Elements<VendorContent>(
            new HopsFlow((byte)port), new TcpConnectBack((ushort)port), new QueryStatusRequest(), new QueryStatus((ushort)port), new PushProxyRequest(), new PushProxyAcknowledged(address),
            new UnknownVendorContent(new(VendorCode.Ours, (ushort)port, 9), Payload.Copy(bytes)))
        select (Descriptor)VendorMessage.Create(id, content);

    private static readonly Gen<Descriptor> Routing =
        from seed in Number
        from words in Text.ArrayOf()
        from style in Gen.Elements(QrpStyle.Default, new QrpStyle { EntryBits = 8, Deflate = false, PieceBytes = 500 }, new QrpStyle { Infinity = 2, PieceBytes = 10 })
        from which in Gen.Choose(0, 10)
        let table = words.Aggregate(new QrpTableBuilder(), static (b, w) => b.AddName(w)).Build(10)
        let made = QrpSender.Update(null, table, style, new Random((int)(seed & int.MaxValue)))
        select made[which % made.Length];

    private static readonly Gen<Descriptor> Unknown =
        from id in Id from code in Gen.Elements<byte>(0x03, 0x50, 0xCD, 0xFF) from bytes in Bytes select (Descriptor)new UnknownDescriptor(id, 1, 0, code, Payload.Copy(bytes));

    private static readonly Gen<Descriptor> Ping =
        from id in Id
        from wants in Gen.Elements(true, false)
        from ultrapeer in Gen.Elements(true, false)
        select (Descriptor)Messages.Router.Ping.Create(id, 7, new() { WantsHosts = wants, AsUltrapeer = ultrapeer });

    /// <summary>Any of them.</summary>
    public static Arbitrary<Descriptor> Any { get; } = Gen.OneOf(Hit, Query, Pong, Push, Bye, Vendor, Routing, Unknown, Ping).ToArbitrary();

    /// <summary>Some of them, to follow each other.</summary>
    public static Gen<byte[][]> Wires { get; } = Any.Generator.Select(Samples.Write).ArrayOf(2);
}
