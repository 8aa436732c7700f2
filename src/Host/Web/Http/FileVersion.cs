using System.Net.Http.Headers;

namespace PeerActors.Host.Web.Http;

/// <summary>Which version of a file a sharer sends, where it tells so strictly enough to join two answers (RFC 9110, 13.1.5). Pure.</summary>
/// <param name="Mark">A strong entity tag, or else a date that cannot stand for two versions.</param>
internal sealed record FileVersion(RangeConditionHeaderValue Mark)
{
    /// <summary>A longer tag is not remembered; real ones have some dozens of characters.</summary>
    private const int MostCharacters = 1024;

    /// <summary>A file may change again within the second that its date names, so younger dates tell nothing.</summary>
    private static readonly TimeSpan OldEnough = TimeSpan.FromMinutes(1);

    /// <summary>What the head of an answer tells; null when that is not enough.</summary>
    public static FileVersion? Of(HttpResponseMessage response)
    {
        if (response.Headers.ETag is { } tag) return tag.IsWeak || tag.Tag.Length > MostCharacters ? null : new(new RangeConditionHeaderValue(tag));
        return response.Content.Headers.LastModified is { } modified && response.Headers.Date - modified >= OldEnough
            ? new(new RangeConditionHeaderValue(modified))
            : null;
    }

    /// <summary>Reads <see cref="Text"/>; null when it is something else.</summary>
    public static FileVersion? Read(string text) =>
        text.Length <= MostCharacters + 2 && RangeConditionHeaderValue.TryParse(text, out var mark) && mark.EntityTag?.IsWeak != true ? new(mark) : null;

    /// <summary>As it stands in <c>If-Range</c>.</summary>
    public string Text => Mark.ToString();

    /// <summary>False when a part belongs to another version: there are servers that know ranges, and do not know If-Range.
    /// A part repeats the tag always, and the date not always (RFC 9110, 15.3.7).</summary>
    public bool Fits(HttpResponseMessage part) => Mark.EntityTag is { } tag
        ? tag.Equals(part.Headers.ETag)
        : part.Content.Headers.LastModified is not { } modified || modified == Mark.Date;
}
