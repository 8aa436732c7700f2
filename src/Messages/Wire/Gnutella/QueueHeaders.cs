using System.Globalization;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// The headers by which a sharer whose upload slots are taken tells an asker its place in the queue, and the asker comes back to it.
/// An asker says with <c>X-Queue: 1.0</c> which form it reads: 0.1 is <c>X-Queue: position=2,length=5,limit=4,pollMin=45,pollMax=120</c>
/// ("active queueing"), 1.0 is <c>X-Queued: position=2; length=5; ID=…; lifetime=120</c> with <c>Retry-After</c> (PARQ 1.1).
/// </summary>
public static class QueueHeaders
{
    /// <summary>In a request the version that is understood; in an answer of form 0.1 the place.</summary>
    public const string Queue = "X-Queue";

    /// <summary>The place in form 1.0; a request repeats its ID.</summary>
    public const string Queued = "X-Queued";

    /// <summary>Where the asker listens, when it can be dialled.</summary>
    public const string Node = "X-Node";

    /// <summary>Reads the version in a request; null when it states none.</summary>
    public static QueueVersion? ReadVersion(string? value)
    {
        var text = value.AsSpan().Trim();
        var dot = text.IndexOf('.');
        if (!int.TryParse(dot < 0 ? text : text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var major)) return null;
        return major >= 1 ? QueueVersion.Remembered : QueueVersion.Polled;
    }

    /// <summary>Reads the place out of either header of an answer; null when neither tells one.</summary>
    /// <param name="queue">The value of <see cref="Queue"/>, or null.</param>
    /// <param name="queued">The value of <see cref="Queued"/>, or null.</param>
    /// <param name="retryAfter">What <c>Retry-After</c> says, in form 1.0 the least wait; null when it says nothing.</param>
    public static QueuePlace? Read(string? queue, string? queued, TimeSpan? retryAfter)
    {
        if (queued is not null && Number(queued, "position") is { } position)
        {
            var pollMin = retryAfter ?? TimeSpan.Zero;
            return new(position, Number(queued, "length"), null, pollMin, Seconds(queued, "lifetime") ?? pollMin + TimeSpan.FromMinutes(1), ReadId(queued));
        }

        if (queue is null || Number(queue, "position") is not { } place) return null;
        var least = Seconds(queue, "pollMin") ?? retryAfter ?? TimeSpan.Zero;
        return new(place, Number(queue, "length"), Number(queue, "limit"), least, Seconds(queue, "pollMax") ?? least + TimeSpan.FromMinutes(1), null);
    }

    /// <summary>The ID by which a queued request is known; null when there is none.</summary>
    public static QueueTicket? ReadId(string? queued) =>
        Field(queued, "ID") is { Length: 32 } id && ServentId.TryParse(id.ToString(), out var read) ? new(read.High, read.Low) : null;

    /// <summary>Form 0.1.</summary>
    public static string WritePolled(QueuePlace place) => string.Create(
        CultureInfo.InvariantCulture,
        $"position={place.Position}{Named(",length=", place.Length)}{Named(",limit=", place.Limit)},pollMin={place.PollMinSeconds},pollMax={place.PollMaxSeconds}");

    /// <summary>Form 1.0; <c>Retry-After</c> with <see cref="QueuePlace.PollMinSeconds"/> belongs to it.</summary>
    public static string WriteRemembered(QueuePlace place) => string.Create(
        CultureInfo.InvariantCulture, $"position={place.Position}{Named("; length=", place.Length)}; lifetime={place.PollMaxSeconds}{(place.Ticket is { } id ? $"; ID={id}" : "")}");

    /// <summary>What an asker in form 1.0 sends when it comes back.</summary>
    public static string WriteReturn(QueuePlace place) => string.Create(CultureInfo.InvariantCulture, $"position={place.Position}{(place.Ticket is { } id ? $"; ID={id}" : "")}");

    private static string Named(string opening, int? number) => number is { } n ? opening + n.ToString(CultureInfo.InvariantCulture) : "";

    private static int? Number(string fields, string name) =>
        int.TryParse(Field(fields, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? Seconds(string fields, string name) => Number(fields, name) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>The text of <c>name=text</c> among fields that commas or semicolons separate; names in any case, in any order.</summary>
    private static ReadOnlySpan<char> Field(ReadOnlySpan<char> fields, ReadOnlySpan<char> name)
    {
        while (!fields.IsEmpty)
        {
            var end = fields.IndexOfAny(',', ';');
            var field = (end < 0 ? fields : fields[..end]).Trim();
            fields = end < 0 ? default : fields[(end + 1)..];
            var equals = field.IndexOf('=');
            if (equals > 0 && field[..equals].TrimEnd().Equals(name, StringComparison.OrdinalIgnoreCase)) return field[(equals + 1)..].Trim();
        }

        return default;
    }
}

/// <summary>Which form of queueing an asker understands.</summary>
public enum QueueVersion
{
    /// <summary>0.x: it keeps the connection and polls within a span.</summary>
    Polled,

    /// <summary>1.x: it is known by an ID, and may close the connection meanwhile (PARQ).</summary>
    Remembered,
}

/// <summary>The ID of a queued request, 16 random bytes.</summary>
/// <param name="High">Bytes 0 to 7.</param>
/// <param name="Low">Bytes 8 to 15.</param>
public readonly record struct QueueTicket(ulong High, ulong Low)
{
    /// <summary>Makes a new one.</summary>
    public static QueueTicket Roll(Random dice)
    {
        var id = DescriptorId.Roll(dice);
        return new(id.High, id.Low);
    }

    /// <summary>32 lowercase hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}

/// <summary>A place in the queue of a sharer.</summary>
/// <param name="Position">1 is next; 0 where it was not told (gtk-gnutella says 0 to whoever has a slot already).</param>
/// <param name="Length">How many wait; null where it was not told.</param>
/// <param name="Limit">How many are served at once; null where it was not told.</param>
/// <param name="PollMin">The asker shall wait at least so long before it asks again.</param>
/// <param name="PollMax">And at most so long, or it loses the place.</param>
/// <param name="Ticket">By which it is known; null in form 0.1.</param>
public sealed record QueuePlace(int Position, int? Length, int? Limit, TimeSpan PollMin, TimeSpan PollMax, QueueTicket? Ticket)
{
    /// <summary>The place as words: "number 3 in its queue".</summary>
    public string Words => Position > 0 ? string.Create(CultureInfo.InvariantCulture, $"number {Position:N0} in its queue") : "in its queue, at a place that it does not tell";

    /// <summary>In whole seconds, rounded up: who waits so long is not early.</summary>
    public int PollMinSeconds => (int)Math.Ceiling(PollMin.TotalSeconds);

    /// <summary>In whole seconds, rounded down, but never less than <see cref="PollMinSeconds"/>.</summary>
    public int PollMaxSeconds => Math.Max(PollMinSeconds, (int)PollMax.TotalSeconds);
}
