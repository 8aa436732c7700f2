using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>A source and how it is to be tried.</summary>
/// <param name="Source">From where.</param>
/// <param name="ByPush">True when the sharer is to dial us.</param>
/// <param name="Retries">How often it was busy before.</param>
/// <param name="Wait">How long it asked us to stay away.</param>
internal sealed record SourceTry(DownloadSource Source, bool ByPush, int Retries, TimeSpan Wait)
{
    /// <summary>Where the source is, when its URL says so in numbers.</summary>
    public PeerAddress? Address => PeerAddress.TryParse(Source.Url.Authority, out var address) ? address : null;

    /// <summary>A source not tried before.</summary>
    public static SourceTry New(DownloadSource source) => new(source, source is { MustPush: true, Push: not null }, 0, TimeSpan.Zero);

    /// <summary>True for another URL of the same sharer.</summary>
    public bool IsOfSameSharer(DownloadSource other) =>
        other.Url.Authority.Equals(Source.Url.Authority, StringComparison.OrdinalIgnoreCase) && other.Push?.Sharer == Source.Push?.Sharer;
}

/// <summary>
/// The sources of one file that are still to be tried, apart from any transfer: whoever transfers takes the next one. It knows every source it
/// ever held, so that none comes twice by another's word. Immutable.
/// </summary>
internal sealed record SourceQueue
{
    private readonly ImmutableList<SourceTry> _left;
    private readonly ImmutableHashSet<string> _known;
    private readonly int _max;

    private SourceQueue(ImmutableList<SourceTry> left, ImmutableHashSet<string> known, int max) => (_left, _known, _max) = (left, known, max);

    /// <summary>True when there is a source that was not tried yet.</summary>
    public bool HasUntried => _left.Exists(static t => t.Retries == 0);

    /// <summary>The queue of a download that begins.</summary>
    /// <param name="sources">Tried in this order.</param>
    /// <param name="max">Sources known at most (<c>downloads.max-sources</c>).</param>
    public static SourceQueue Of(IEnumerable<DownloadSource> sources, int max) => sources.Aggregate(new SourceQueue([], [], max), static (queue, source) => queue.Add(source));

    /// <summary>With one more source at the end, unless it is known or there are as many as are allowed.</summary>
    public SourceQueue Add(DownloadSource source)
    {
        var key = $"{source.Push?.Sharer} {source.Url.AbsoluteUri}";
        return _known.Count >= _max || _known.Contains(key) ? this : new(_left.Add(SourceTry.New(source)), _known.Add(key), _max);
    }

    /// <summary>The next source, and the queue without it; null when none is left.</summary>
    public (SourceTry Next, SourceQueue Left)? Take() => _left.IsEmpty ? null : (_left[0], new(_left.RemoveAt(0), _known, _max));

    /// <summary>Tries this next.</summary>
    public SourceQueue First(SourceTry again) => new(_left.Insert(0, again), _known, _max);

    /// <summary>Tries this after all others.</summary>
    public SourceQueue Last(SourceTry again) => new(_left.Add(again), _known, _max);

    /// <summary>Without any URL of the sharer of this one.</summary>
    public SourceQueue Without(SourceTry sharer) => new(_left.RemoveAll(t => sharer.IsOfSameSharer(t.Source)), _known, _max);
}
