using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Tests.Shares;

/// <summary>Values that the tests of this room share.</summary>
internal static class Samples
{
    public static readonly DateTimeOffset Time = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    public static readonly ServentId Self = new(1, 2);
    public static readonly PeerAddress OwnAddress = new(0x7F000001, 6346);

    public static ShareSettings LibrarySettings { get; } = new()
    {
        Folders = ["/music", "/books"],
        RescanInterval = TimeSpan.FromHours(1),
        SettleTime = TimeSpan.FromMilliseconds(50),
        MaxFiles = 1000,
        MaxFileSize = 1_000_000,
        MaxProblems = 10,
        MaxHitsPerQuery = 64,
        MaxViews = 2,
        MaxHitPayload = 8192,
        Speed = 10_000,
        SharePartial = false,
    };

    public static AlternateSettings Alternates { get; } = new() { MaxFiles = 100, MaxPerFile = 4, Lifetime = TimeSpan.FromHours(1) };

    /// <summary>A library that a new peer has: open to everybody.</summary>
    public static Library Open(ShareSettings settings)
    {
        var library = new Library(settings, new(settings, TimeProvider.System));
        library.Change(AccessPolicy.OfNewPeer);
        return library;
    }

    public static FoundFile File(string path, long size = 100, int minute = 0) => new(path, size, Time.AddMinutes(minute));

    /// <summary>A hash as if computed from what the file's path, size and time stand for.</summary>
    public static RememberedHash Hash(FoundFile file, ulong content = 0)
    {
        var value = content != 0 ? content : (ulong)file.Path.Aggregate(17L, static (sum, c) => unchecked(sum * 31 + c)) ^ (ulong)file.Modified.UtcTicks;
        return new(file, new(value, 1, 2), new(value, 3, 4, 5));
    }

    public static FolderListing Listing(params FoundFile[] files) => new([.. files], [], 0);

    public static Query Query(string text, byte hops = 0) =>
        (Query)Messages.Router.Query.Create(new((ulong)text.Length, 7), 7, text).WithCount(7, hops);

    /// <summary>A query as a real servent asks for a hash, read from wire bytes.</summary>
    public static Query UrnQuery(string text, string extensions)
    {
        byte[] payload = [0x80, 0, .. Encoding.UTF8.GetBytes(text), 0, .. Encoding.UTF8.GetBytes(extensions), 0];
        var wire = new byte[23 + payload.Length];
        wire[16] = (byte)DescriptorKind.Query;
        wire[17] = 3;
        BinaryPrimitives.WriteInt32LittleEndian(wire.AsSpan(19), payload.Length);
        payload.CopyTo(wire, 23);
        var input = new ReadOnlySequence<byte>(wire);
        return new DescriptorReader(65536).Read(ref input, out var descriptor, out var bad) == ReadAnswer.Message
            ? (Query)descriptor!
            : throw new InvalidOperationException($"The sample query is not one: {bad}");
    }
}
