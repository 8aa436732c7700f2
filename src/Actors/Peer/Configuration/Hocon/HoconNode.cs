using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>A value as it was read, with its place. It knows nothing of what a setting may be.</summary>
/// <param name="Position">Where it begins.</param>
internal abstract record HoconNode(HoconPosition Position);

/// <summary>How a scalar was written, which a schema may care about.</summary>
internal enum HoconStyle
{
    /// <summary>Without quotes: a number, a boolean, a duration, a word.</summary>
    Plain,

    /// <summary>In quotes, single or triple.</summary>
    Quoted,

    /// <summary>It came from outside, from a variable or a flag, where nobody writes quotes.</summary>
    Outside,
}

/// <summary>Text, a number, a boolean, a duration or a size: which one, the reader of the setting decides.</summary>
internal sealed record HoconScalar(HoconPosition Position, string Text, HoconStyle Style) : HoconNode(Position);

/// <summary>Values in brackets.</summary>
internal sealed record HoconList(HoconPosition Position, ImmutableArray<HoconNode> Items) : HoconNode(Position);

/// <summary><c>key += value</c>: added to what the key held before.</summary>
internal sealed record HoconAppend(HoconPosition Position, HoconNode Item) : HoconNode(Position);

/// <summary><c>${NAME}</c> or <c>${?NAME}</c>: another setting or, when there is none of this name, an environment variable.</summary>
internal sealed record HoconReference(HoconPosition Position, string Name, bool Optional) : HoconNode(Position);

/// <summary>A value that needs references resolved.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Pieces">References and scalars, written without a space between them.</param>
internal sealed record HoconSubstitution(HoconPosition Position, ImmutableArray<HoconNode> Pieces) : HoconNode(Position)
{
    /// <summary>True when the value may turn out not to be there; the key then keeps what it held before.</summary>
    public bool IsOptional => Pieces.All(static p => p is HoconReference { Optional: true });
}

/// <summary>All that was written to a key, where what was written later needs what was written before.</summary>
/// <param name="Position">Of what was written last.</param>
/// <param name="Writes">Oldest first.</param>
internal sealed record HoconOverlay(HoconPosition Position, ImmutableList<HoconNode> Writes) : HoconNode(Position)
{
    /// <summary>Lays a value over an earlier one; null when the later one needs nothing of the earlier.</summary>
    public static HoconOverlay? Of(HoconNode earlier, HoconNode later)
    {
        var laterWrites = Of(later);
        var needsEarlier = laterWrites[0] is HoconAppend or HoconSubstitution { IsOptional: true };
        return needsEarlier ? new(later.Position, Of(earlier).AddRange(laterWrites)) : null;
    }

    private static ImmutableList<HoconNode> Of(HoconNode node) => node is HoconOverlay overlay ? overlay.Writes : [node];
}

/// <summary>A key as written.</summary>
/// <param name="Name">Without quotes.</param>
/// <param name="Position">Where it begins.</param>
internal readonly record struct HoconKey(string Name, HoconPosition Position)
{
    /// <summary>Joins names with dots; a name that a plain key could not hold is put in quotes.</summary>
    public static string Join(string section, string name)
    {
        var written = IsPlain(name) ? name : HoconWriter.Quote(name);
        return section.Length == 0 ? written : $"{section}.{written}";
    }

    /// <summary>True when the name needs no quotes.</summary>
    public static bool IsPlain(string name) => name.Length > 0 && name.All(HoconChars.IsKey);
}

/// <summary>A key, its value, and the comment lines right above it, without their marks.</summary>
internal sealed record HoconField(HoconKey Key, HoconNode Value, ImmutableArray<string> Comments);

/// <summary>Keys with values, in the order in which they were first written.</summary>
internal sealed record HoconObject : HoconNode
{
    private readonly Dictionary<string, HoconField> _byName;

    public HoconObject(HoconPosition position, ImmutableArray<HoconField> fields) : base(position)
    {
        Fields = fields;
        _byName = fields.ToDictionary(static f => f.Key.Name, StringComparer.Ordinal);
    }

    public ImmutableArray<HoconField> Fields { get; }

    public bool TryGet(string name, [NotNullWhen(true)] out HoconField? field) => _byName.TryGetValue(name, out field);

    /// <summary>The value at a dotted path of plain names; null when there is none.</summary>
    public HoconNode? Find(string path)
    {
        HoconNode? node = this;
        foreach (var name in path.Split('.'))
        {
            if (node is not HoconObject section || !section.TryGet(name, out var field)) return null;
            node = field.Value;
        }

        return node;
    }
}
