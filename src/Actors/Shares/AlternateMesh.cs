using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>
/// Who else has the files that are served here, as those who ask for them tell (HUGE 0.94, section "Alternate locations"). Nothing of it is
/// verified, so it is kept small, forgets, and believes nobody much. It holds at most <c>alternates.max-files</c> files with
/// <c>alternates.max-per-file</c> locations each; beyond that the oldest makes room. Time is handed in.
/// </summary>
/// <param name="settings">The bounds.</param>
/// <param name="own">Where this peer serves files, which is no other place.</param>
internal sealed class AlternateMesh(AlternateSettings settings, PeerAddress own)
{
    private readonly Dictionary<Sha1Hash, List<Location>> _files = [];

    /// <summary>Files that have a location.</summary>
    public int Files => _files.Count;

    /// <summary>Takes what an asker tells. It cannot name hosts that lie nearer to us than itself: a stranger has no say about our own network.</summary>
    public void Note(Sha1Hash content, TransferAsker asker, ImmutableArray<PeerAddress> heard, ImmutableArray<PeerAddress> gone, DateTimeOffset now)
    {
        var reach = AddressReaches.ReachOf(asker.Ip);
        if (_files.TryGetValue(content, out var known)) Forget(content, known, asker, gone, now);
        foreach (var address in heard)
            if (address.IsDialable && address != own && address.Reach() >= reach && !gone.Contains(address)) Note(content, new(address, asker.Ip, now), asker.Ip == address.Ip);
    }

    /// <summary>Takes what a download of our own has seen, which nobody else's word outweighs: what failed is not named any more.</summary>
    public void Learn(SourcesTried tried, DateTimeOffset now)
    {
        if (_files.TryGetValue(tried.Content, out var known))
        {
            known.RemoveAll(location => tried.Bad.Contains(location.At));
            Expire(tried.Content, known, now);
        }

        foreach (var address in tried.Good)
            if (address.IsDialable && address != own && !tried.Bad.Contains(address)) Note(tried.Content, new(address, own.Ip, now), isFirstHand: false);
    }

    /// <summary>Whom to name, newest first.</summary>
    /// <param name="content">Which file.</param>
    /// <param name="asker">Who is told; it is not told of itself, nor of hosts that it cannot reach.</param>
    /// <param name="now">The time.</param>
    public ImmutableArray<PeerAddress> Tell(Sha1Hash content, TransferAsker asker, DateTimeOffset now) =>
        [.. Fresh(content, now).Where(at => at.Reach() >= AddressReaches.ReachOf(asker.Ip) && !asker.Is(at))];

    /// <summary>Whom to name in a hit, newest first: whoever reaches this peer reaches what lies as far away.</summary>
    /// <param name="content">Which file.</param>
    /// <param name="now">The time.</param>
    public ImmutableArray<PeerAddress> Tell(Sha1Hash content, DateTimeOffset now) =>
        _files.ContainsKey(content) ? [.. Fresh(content, now).Where(at => at.Reach() >= own.Reach())] : [];

    private IEnumerable<PeerAddress> Fresh(Sha1Hash content, DateTimeOffset now)
    {
        if (!_files.TryGetValue(content, out var known)) return [];
        Expire(content, known, now);
        return known.Select(static location => location.At).Reverse();
    }

    private void Note(Sha1Hash content, Location location, bool isFirstHand)
    {
        if (!_files.TryGetValue(content, out var known))
        {
            if (_files.Count >= settings.MaxFiles) _files.Remove(_files.MinBy(static file => file.Value[^1].Heard).Key);
            _files.Add(content, known = []);
        }

        var earlier = known.FindIndex(other => other.At == location.At);
        if (earlier >= 0)
        {
            // What a host said of itself is not replaced by hearsay; that only makes it newer.
            if (known[earlier].IsFirstHand && !isFirstHand) location = location with { From = known[earlier].From };
            if (!isFirstHand) location = location with { DoubtedBy = known[earlier].DoubtedBy };
            known.RemoveAt(earlier);
        }
        else if (known.Count(other => other.From == location.From) >= Math.Max(1, settings.MaxPerFile / 2))
        {
            // One asker fills half of the places and no more, so that it cannot drive out what others told.
            known.RemoveAt(known.FindIndex(other => other.From == location.From));
        }
        else if (known.Count >= settings.MaxPerFile)
        {
            known.RemoveAt(0);
        }

        known.Add(location);
    }

    /// <summary>
    /// Hearsay goes when two found it wrong, or who told it takes it back: one alone could strip a file of all its locations. What a host said of itself
    /// goes when that host takes it back, and else expires.
    /// </summary>
    private void Forget(Sha1Hash content, List<Location> known, TransferAsker asker, ImmutableArray<PeerAddress> gone, DateTimeOffset now)
    {
        known.RemoveAll(location => gone.Contains(location.At)
            && (location.From == asker.Ip || (!location.IsFirstHand && location.DoubtedBy is { } other && other != asker.Ip)));
        for (var i = 0; i < known.Count; i++)
            if (gone.Contains(known[i].At)) known[i] = known[i] with { DoubtedBy = known[i].DoubtedBy ?? asker.Ip };
        Expire(content, known, now);
    }

    private void Expire(Sha1Hash content, List<Location> known, DateTimeOffset now)
    {
        known.RemoveAll(location => now - location.Heard >= settings.Lifetime);
        if (known.Count == 0) _files.Remove(content);
    }

    /// <param name="At">Where it listens.</param>
    /// <param name="From">The IP of who told it last.</param>
    /// <param name="Heard">When.</param>
    private readonly record struct Location(PeerAddress At, uint From, DateTimeOffset Heard)
    {
        public bool IsFirstHand => From == At.Ip;

        /// <summary>The IP of who found first that it is not there; null while nobody did.</summary>
        public uint? DoubtedBy { get; init; }
    }
}
