using System.Globalization;
using System.Text;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.TestKit;

/// <summary>What crossed links, in order, to be drawn as a sequence diagram.</summary>
public sealed class SequenceDiagram
{
    /// <summary>Arrows kept at most; nobody looks at more. What comes beyond is counted.</summary>
    public const int MaxArrows = 2000;

    private readonly List<string> _peers;
    private readonly List<(TimeSpan At, string From, string To, string What)> _arrows = [];

    internal SequenceDiagram(IEnumerable<string> peers) => _peers = [.. peers];

    /// <summary>What crossed, and when.</summary>
    public IReadOnlyList<(TimeSpan At, string From, string To, string What)> Arrows => _arrows;

    /// <summary>Arrows that found no room.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The diagram in the language of Mermaid.</summary>
    public string ToMermaid()
    {
        var text = new StringBuilder("sequenceDiagram\n");
        foreach (var peer in _peers) text.Append(CultureInfo.InvariantCulture, $"    participant {peer}\n");
        foreach (var (at, from, to, what) in _arrows) text.Append(CultureInfo.InvariantCulture, $"    {from}->>{to}: {at.TotalSeconds:0.000} s {Clean(what)}\n");
        if (LeftOut > 0) text.Append(CultureInfo.InvariantCulture, $"    Note over {_peers[0]}: {LeftOut} more\n");
        return text.ToString();
    }

    internal void Add(TimeSpan at, string from, string to, object message)
    {
        if (_arrows.Count == MaxArrows) LeftOut++;
        else _arrows.Add((at, from, to, Describe(message)));
    }

    private static string Describe(object message) => message switch
    {
        Departure d => $"{Describe(d.Descriptor)}, TTL {d.Ttl}, hops {d.Hops}",
        Query q => $"Query \"{q.Text}\"",
        Descriptor d => d.Kind.ToString(),
        GreetingBlock g => g.FirstLine,
        _ => message.GetType().Name,
    };

    /// <summary>Mermaid ends a line at ';' and '#', and words from the wire may hold anything.</summary>
    private static string Clean(string text) => new([.. text.Select(static c => char.IsControl(c) || c is ';' or '#' ? ' ' : c)]);
}
