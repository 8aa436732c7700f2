using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Benchmarks.Wire;

/// <summary>One descriptor of each kind, as large as they are met with.</summary>
internal static class SampleDescriptors
{
    /// <summary>40 bytes of words, the length for which the targets are stated.</summary>
    public const string Words = "blue train take 4 unreleased 24 bit flac";

    private static readonly DescriptorId Id = new(0x0102030405060708, 0xFF0A0B0C0D0E0F00);
    private static readonly ServentId Sharer = new(0x1112131415161718, 0x191A1B1C1D1E1F20);
    private static readonly PeerAddress Address = new(0x0A00_0102, 6346);

    public static Descriptor Of(DescriptorKind kind) => kind switch
    {
        DescriptorKind.Ping => new Ping(Id, 7, 0),
        DescriptorKind.Pong => Pong.Create(Id, 3, Address, 12, 3456),
        DescriptorKind.Bye => Bye.Create(Id, Bye.Leaving, "Good bye"),
        DescriptorKind.Push => Push.Create(Id, 4, Sharer, new(42), Address),
        DescriptorKind.Query => Query.Create(Id, 7, Words),
        DescriptorKind.QueryHit => QueryHit.Create(Id, 5, Address, 1000, [new(new(7), 31_457_280, "blue train take 4.flac", Sha1, Sha256)], Sharer),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no sample of this kind."),
    };

    private static Sha1Hash Sha1 => Sha1Hash.Read([.. Enumerable.Range(1, Sha1Hash.Bytes).Select(static i => (byte)i)]);

    private static Sha256Hash Sha256 => Sha256Hash.Read([.. Enumerable.Range(1, Sha256Hash.Bytes).Select(static i => (byte)i)]);
}
