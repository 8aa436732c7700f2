using System.Net;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>The head of a sharer's answer, as far as a fetch heeds it.</summary>
/// <param name="Status">The status.</param>
/// <param name="Length">Bytes of the body, where told.</param>
/// <param name="Range">The range that the body is, where told.</param>
/// <param name="IsEncoded">True when the body is compressed although that was not asked for.</param>
internal sealed record SharerAnswer(HttpStatusCode Status, long? Length, StatedRange? Range, bool IsEncoded)
{
    /// <summary>Shortest part of a file that is taken, but for its end: in shorter ones a large file would take millions of requests.</summary>
    private const int LeastPart = 4096;

    /// <summary>A length of the body that tells no length, in words; null when there is none such.</summary>
    public string? SenselessLength { get; init; }

    /// <summary>True when a part is of another version than the bytes in hand.</summary>
    public bool IsOtherVersion { get; init; }

    /// <summary>Judges the answer to "all from byte <paramref name="have"/> on". Pure.</summary>
    /// <param name="have">Bytes in hand; the request had a range when there are any.</param>
    /// <param name="wanted">Size that is wanted, where known.</param>
    public AnswerStep Judge(long have, long? wanted) => Status switch
    {
        HttpStatusCode.OK or HttpStatusCode.PartialContent when IsEncoded => Bad("it compressed the content although that was not asked for"),
        HttpStatusCode.OK or HttpStatusCode.PartialContent when SenselessLength is { } senseless => Bad(senseless),
        HttpStatusCode.OK when wanted is { } size && Length is { } length && length != size =>
            Bad($"it offers {length:N0} bytes where {size:N0} are wanted"),
        HttpStatusCode.OK => new TakeBody(From: 0, Total: Length ?? wanted),
        HttpStatusCode.PartialContent => JudgePart(have, wanted),
        HttpStatusCode.RequestedRangeNotSatisfiable when have > 0 => new StartAnew(),
        HttpStatusCode.NotFound or HttpStatusCode.Gone => Fail(DownloadFailure.NotThere, $"does not have it ({(int)Status})"),
        >= HttpStatusCode.BadRequest => Fail(DownloadFailure.Refused, $"refuses: {(int)Status} {Status}"),
        _ => Bad($"status {(int)Status} {Status}, and only 200 and 206 bring a file; redirects are not followed"),
    };

    /// <summary>A part that begins where we are; it may end earlier than was asked for, because servents serve large files in pieces
    /// (gtk-gnutella in those of 512 KiB), even to a request without a range.</summary>
    private AnswerStep JudgePart(long have, long? wanted)
    {
        if (IsOtherVersion) return new StartAnew();
        if (Range is not { } range) return Bad("206 Partial Content without a range that can be read");
        if (range.From != have) return Bad($"it sends from byte {range.From:N0} on where {have:N0} was asked for");
        var total = range.Total ?? wanted ?? range.To + 1;
        if (wanted is { } size && total != size) return Bad($"it has {total:N0} bytes where {size:N0} are wanted");
        if (range.To >= total) return Bad($"it sends up to byte {range.To:N0} of a file of {total:N0} bytes");
        var bytes = range.To - have + 1;
        if (range.To != total - 1 && bytes < LeastPart) return Bad($"it sends a part of {bytes:N0} bytes; at least {LeastPart:N0} are expected");
        if (Length is { } length && length != bytes) return Bad($"it announces {length:N0} bytes for a range of {bytes:N0}");
        return new TakeBody(have, total) { PartEnd = range.To + 1 < total ? range.To + 1 : null };
    }

    private static FailFetch Bad(string what) => Fail(DownloadFailure.BadAnswer, $"answered with what makes no sense: {what}");

    private static FailFetch Fail(DownloadFailure failure, string what) => new(failure, what);
}

/// <summary><c>Content-Range: bytes From-To/Total</c>; the total may be unknown.</summary>
internal readonly record struct StatedRange(long From, long To, long? Total);

/// <summary>What follows from an answer.</summary>
internal abstract record AnswerStep;

/// <summary>Write the body from this byte on, up to the total where known.</summary>
internal sealed record TakeBody(long From, long? Total) : AnswerStep
{
    /// <summary>Where a part ends that is not the last one; null when the body goes up to the end of the file.</summary>
    public long? PartEnd { get; init; }
}

/// <summary>What is in hand does not fit; ask again for the whole.</summary>
internal sealed record StartAnew : AnswerStep;

/// <summary>This source is of no use.</summary>
/// <param name="Failure">One of the closed list.</param>
/// <param name="What">The end of a sentence that begins with the URL.</param>
internal sealed record FailFetch(DownloadFailure Failure, string What) : AnswerStep;
