using System.Collections.Immutable;
using PeerActors.Messages.Access;

namespace PeerActors.Actors.Access;

/// <summary>Counts every denial, and lets so many of them be told in each minute: whoever asks for what is denied must not fill our disk, or drown the rest.</summary>
internal sealed class DenialLog(int maxTold, TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly SortedDictionary<AccessVerbs, long> _denied = [];
    private long _windowStart = clock.GetTimestamp();
    private int _told;

    /// <summary>How often each verb was denied.</summary>
    public ImmutableSortedDictionary<AccessVerbs, long> Denied => _denied.ToImmutableSortedDictionary();

    /// <summary>Denials that were only counted.</summary>
    public long Untold { get; private set; }

    /// <summary>Counts one; true when it may be told.</summary>
    public bool Note(AccessVerbs verb)
    {
        _denied[verb] = _denied.GetValueOrDefault(verb) + 1;
        if (clock.GetElapsedTime(_windowStart) >= Window) (_windowStart, _told) = (clock.GetTimestamp(), 0);
        if (_told++ < maxTold) return true;
        Untold++;
        return false;
    }
}
