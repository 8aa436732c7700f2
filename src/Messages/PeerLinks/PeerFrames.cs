using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.PeerLinks;

/// <summary>What crosses a peer link; the closed set of <c>peerlink.proto</c>.</summary>
public abstract record PeerFrame;

/// <summary>A frame that is paid for with credit.</summary>
/// <param name="Class">Of which class.</param>
/// <param name="Payload">What it carries.</param>
public abstract record PaidFrame(UrgencyClass Class, Payload Payload) : PeerFrame
{
    /// <summary>What a frame costs besides its payload.</summary>
    public const int Overhead = 32;

    /// <summary>Bytes of credit, the same on both sides.</summary>
    public int Cost => Payload.Length + Overhead;
}

/// <summary>The first frame in each direction.</summary>
public sealed record HelloFrame : PeerFrame
{
    /// <summary>Oldest version that it still speaks.</summary>
    public required int OldestVersion { get; init; }

    /// <summary>Newest version that it speaks.</summary>
    public required int Version { get; init; }

    /// <summary>Rolled at each start of the peer.</summary>
    public required ulong Session { get; init; }

    /// <summary>Counts the links of the sender to this peer in its session; 0 of version 1.</summary>
    public ulong Number { get; init; }

    /// <summary>What else it can; at most <see cref="MaxFeatures"/>.</summary>
    public ImmutableArray<string> Features { get; init; } = [];

    /// <summary>Where it listens, signed; null when it does not say.</summary>
    public SignedStatement? Endpoint { get; init; }

    /// <summary>Largest frame that it takes, in bytes.</summary>
    public required int MaxFrame { get; init; }

    /// <summary>Bytes that it takes unasked, of each class.</summary>
    public PerClass<int> Windows { get; init; } = PerClass.All(OldWindow);

    /// <summary>Our session that <see cref="Received"/> is about; 0 when it remembers none.</summary>
    public ulong OfSession { get; init; }

    /// <summary>Last sequence that it has received of us, of each class.</summary>
    public PerClass<ulong> Received { get; init; }

    /// <summary>Most features of one hello.</summary>
    public const int MaxFeatures = 32;

    /// <summary>The window of each class in version 1.</summary>
    public const int OldWindow = 128 * 1024;

    /// <summary>The newest version that we speak.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The oldest version that we speak: one before, because two peers are never made new at once.</summary>
    public const int SpokenSince = 1;
}

/// <summary>Nothing else was to be said for a while.</summary>
public sealed record BeatFrame : PeerFrame
{
    private BeatFrame() { }

    /// <summary>It says nothing more.</summary>
    public static BeatFrame Instance { get; } = new();
}

/// <summary>So many bytes more of a class may be sent.</summary>
public sealed record CreditFrame(UrgencyClass Class, int Bytes) : PeerFrame;

/// <summary>All of a class up to this sequence has arrived.</summary>
public sealed record AckFrame(UrgencyClass Class, ulong Received) : PeerFrame;

/// <summary>The link is about to be closed, and why.</summary>
/// <param name="Code">As in Gnutella's Bye.</param>
/// <param name="Text">For people, at most <see cref="MaxText"/> characters.</param>
public sealed record ByeFrame(int Code, string Text) : PeerFrame
{
    /// <summary>Longest text.</summary>
    public const int MaxText = 500;
}

/// <summary>A message of a manifest unknown to its sender was dropped; 0 for a frame of no known kind.</summary>
public sealed record NotUnderstoodFrame(int Manifest) : PeerFrame;

/// <summary>A descriptor of the overlay.</summary>
/// <param name="Descriptor">As it goes over the link.</param>
public sealed record DescriptorFrame(Departure Descriptor) : PaidFrame(UrgencyClass.Normal, Descriptor.Descriptor.Payload);

/// <summary>From now on a number stands for a manifest.</summary>
/// <param name="Number">From 1 on.</param>
/// <param name="Manifest">At most <see cref="MaxManifest"/> characters.</param>
public sealed record NameFrame(int Number, string Manifest) : PeerFrame
{
    /// <summary>Longest manifest.</summary>
    public const int MaxManifest = 128;
}

/// <summary>A message between services.</summary>
/// <param name="Class">How urgent.</param>
/// <param name="Sequence">0: at most once.</param>
/// <param name="Manifest">The number that its sender gave the manifest.</param>
/// <param name="Payload">As its codec made it.</param>
public sealed record MessageFrame(UrgencyClass Class, ulong Sequence, int Manifest, Payload Payload) : PaidFrame(Class, Payload)
{
    /// <summary>Whom it answers: a number that the receiver gave as <see cref="From"/>; 0 for none.</summary>
    public ulong To { get; init; }

    /// <summary>By which the receiver may answer; 0 when no answer is wanted.</summary>
    public ulong From { get; init; }
}

/// <summary>A frame of a kind that we do not know.</summary>
public sealed record UnknownFrame : PeerFrame
{
    private UnknownFrame() { }

    /// <summary>It says nothing more.</summary>
    public static UnknownFrame Instance { get; } = new();
}
