using System.Collections.Immutable;

namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>An object while it is being read or merged. It holds HOCON's rule that later wins, and ours that one file says a thing once.</summary>
internal sealed class HoconDraft(HoconPosition position)
{
    private readonly OrderedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>The section below a key, made when there is none yet.</summary>
    public HoconDraft Section(string path, HoconKey key, ImmutableArray<string> comments)
    {
        if (_entries.TryGetValue(key.Name, out var entry))
        {
            if (entry.Section is { } section)
            {
                if (entry.Comments.IsEmpty) entry.Comments = comments;
                return section;
            }

            RefuseSecond(path, key, entry, isSection: true);
        }

        var made = new HoconDraft(key.Position);
        _entries[key.Name] = new Entry(key, comments) { Section = made };
        return made;
    }

    /// <summary>Gives a key its value.</summary>
    public void Put(string path, HoconKey key, HoconNode value, ImmutableArray<string> comments)
    {
        if (!_entries.TryGetValue(key.Name, out var entry))
        {
            _entries[key.Name] = new Entry(key, comments) { Leaf = value };
            return;
        }

        var merged = HoconOverlay.Of(entry.Leaf ?? entry.Section!.Freeze(), value);
        if (merged is null) RefuseSecond(path, key, entry, isSection: false);
        _entries[key.Name] = new Entry(key, comments) { Leaf = merged ?? value };
    }

    /// <summary>Lays another object over this one.</summary>
    public void Merge(string path, HoconObject over)
    {
        foreach (var field in over.Fields)
        {
            var inner = HoconKey.Join(path, field.Key.Name);
            if (field.Value is HoconObject section) Section(inner, field.Key, field.Comments).Merge(inner, section);
            else Put(inner, field.Key, field.Value, field.Comments);
        }
    }

    public HoconObject Freeze() => new(position,
        [.. _entries.Values.Select(static e => new HoconField(e.Key, e.Leaf ?? e.Section!.Freeze(), e.Comments))]);

    /// <summary>A second value for a key is an overlay when it comes from another text, and a slip when from the same.</summary>
    private static void RefuseSecond(string path, HoconKey key, Entry first, bool isSection)
    {
        if (ReferenceEquals(first.Key.Position.Source, key.Position.Source))
        {
            throw new HoconFailure(new HoconError(key.Position, path, $"{path} a second time",
                $"each setting once in a file; the first is at line {first.Key.Position.Line}, column {first.Key.Position.Column}"));
        }

        if (isSection && first.Leaf is (HoconSubstitution or HoconOverlay))
        {
            throw new HoconFailure(new HoconError(key.Position, path, $"a section {path} over a substitution or '+='",
                $"a value in place of the section; what is there is at {first.Leaf.Position}"));
        }
    }

    private sealed class Entry(HoconKey key, ImmutableArray<string> comments)
    {
        public HoconKey Key { get; } = key;

        public ImmutableArray<string> Comments { get; set; } = comments;

        public HoconNode? Leaf { get; init; }

        public HoconDraft? Section { get; init; }
    }
}
