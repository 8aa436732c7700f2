using System.Collections.Immutable;
using PeerActors.Actors.Peer.Configuration;
using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Simulation.Scripts;

/// <summary>The peers that a scenario file may name.</summary>
internal sealed class Names(ImmutableArray<string> peers)
{
    private readonly Dictionary<string, int> _numbers = peers.Select(static (name, number) => (name, number)).ToDictionary(static p => p.name, static p => p.number, StringComparer.Ordinal);

    /// <summary>A peer's name.</summary>
    public string Of(int number) => peers[number];

    /// <summary>One peer's number; null when there is no such peer, which is said.</summary>
    public int? One(SectionReader section, string key, string name, HoconPosition at)
    {
        if (_numbers.TryGetValue(name, out var number)) return number;
        var meant = NearestName.Of(name, _numbers.Keys);
        section.Refuse(at, key, HoconWriter.Quote(name), meant is null ? "the name of a peer of this scenario" : $"the name of a peer of this scenario; did you mean {meant}?");
        return null;
    }

    /// <summary>Peers named one after the other.</summary>
    public ImmutableArray<int> Several(SectionReader section, string key, string names)
    {
        var named = names.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
        if (named.Length == 0) section.Refuse(section.At(key), key, HoconWriter.Quote(names), "the name of a peer of this scenario, or several");
        return [.. named.Select(n => One(section, key, n, section.At(key))).OfType<int>()];
    }

    /// <summary>Two peers with a dash between them.</summary>
    public (int One, int Other)? Pair(SectionReader section, string key, string text)
    {
        var pairs = Chain(section, key, text, section.At(key)).ToList();
        return pairs.Count == 1 ? pairs[0] : null;
    }

    /// <summary>Peers with dashes between them, each with the next.</summary>
    public IEnumerable<(int One, int Other)> Chain(SectionReader section, string key, string text, HoconPosition at)
    {
        var parts = text.Split(['–', '—', '>'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 1) parts = text.Split(" - ", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
        {
            section.Refuse(at, key, HoconWriter.Quote(text), "two peers or more with dashes between them: \"alice – bob\" or \"alice - bob\"");
            yield break;
        }

        for (var i = 1; i < parts.Length; i++)
        {
            var (one, other) = (One(section, key, parts[i - 1], at), One(section, key, parts[i], at));
            if (one is null || other is null) continue;
            if (one == other) section.Refuse(at, key, HoconWriter.Quote(text), "two different peers; none links to itself");
            else yield return (one.Value, other.Value);
        }
    }
}
