using System.Collections.Immutable;
using System.Text;

namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>
/// Puts values in place of references. A name is looked up among the settings first, and in the environment when there is none
/// of that name. Every error is collected; the value concerned is then left out.
/// </summary>
/// <param name="settings">Where names are looked up.</param>
/// <param name="environment">Where else; null where a file must mean the same on every machine.</param>
internal sealed class HoconResolver(HoconObject settings, IReadOnlyDictionary<string, string>? environment)
{
    private readonly List<HoconError> _errors = [];
    private ImmutableStack<string> _following = [];
    private int _followed;
    private int _values;

    public ImmutableArray<HoconError> Errors => [.. _errors.Distinct()];

    /// <summary>The tree without references; values that are not there are left out.</summary>
    public HoconObject Resolve(HoconObject tree)
    {
        try
        {
            return Resolve(tree, "");
        }
        catch (HoconFailure failure)
        {
            _errors.Add(failure.Error);
            return new HoconObject(tree.Position, []);
        }
    }

    private HoconObject Resolve(HoconObject tree, string path)
    {
        var fields = ImmutableArray.CreateBuilder<HoconField>(tree.Fields.Length);
        foreach (var field in tree.Fields)
        {
            if (Resolve(field.Value, HoconKey.Join(path, field.Key.Name)) is { } value) fields.Add(field with { Value = value });
        }

        return new HoconObject(tree.Position, fields.ToImmutable());
    }

    private HoconNode? Resolve(HoconNode node, string path)
    {
        if (++_values > HoconLimits.Values)
            throw HoconCursor.Fail(node.Position, path, $"more than {HoconLimits.Values} values after substitution", "fewer substitutions that multiply");
        return node switch
        {
            HoconObject section => Resolve(section, path),
            HoconList list => new HoconList(list.Position, ResolveAll(list.Items, path)),
            HoconAppend append => new HoconList(append.Position, ResolveAll([append.Item], path)),
            HoconOverlay overlay => Overlay(overlay, path),
            HoconReference reference => Follow(reference, path),
            HoconSubstitution { Pieces: [var only] } => Resolve(only, path),
            HoconSubstitution several => Join(several, path),
            _ => node,
        };
    }

    private ImmutableArray<HoconNode> ResolveAll(IEnumerable<HoconNode> nodes, string path) =>
        [.. nodes.Select(n => Resolve(n, path)).OfType<HoconNode>()];

    private HoconNode? Overlay(HoconOverlay overlay, string path)
    {
        HoconNode? held = null;
        ImmutableArray<HoconNode>.Builder? list = null;
        foreach (var write in overlay.Writes)
        {
            if (write is HoconAppend append)
            {
                list ??= StartList(held, append, path);
                if (Resolve(append.Item, path) is { } item) list.Add(item);
            }
            else if (Resolve(write, path) is { } value)
            {
                held = value;
                list = null;
            }
        }

        return list is null ? held : new HoconList(overlay.Position, list.ToImmutable());
    }

    private ImmutableArray<HoconNode>.Builder StartList(HoconNode? earlier, HoconAppend append, string path)
    {
        if (earlier is not (null or HoconList))
            _errors.Add(new(append.Position, path, "'+=' on a value that is not a list", $"'+=' on a list; the value is at {earlier.Position}"));
        var list = ImmutableArray.CreateBuilder<HoconNode>();
        if (earlier is HoconList { Items: var items }) list.AddRange(items);
        return list;
    }

    private HoconNode? Follow(HoconReference reference, string path)
    {
        if (settings.Find(reference.Name) is { } target) return FollowTo(target, reference, path);
        if (environment?.TryGetValue(reference.Name, out var text) is true) return new HoconScalar(reference.Position, text, HoconStyle.Outside);
        if (!reference.Optional)
        {
            _errors.Add(new(reference.Position, path, $"${{{reference.Name}}}, which is {(environment is null ? "not in this file, and the environment is not looked at" : "neither a setting nor an environment variable")}",
                $"a name that is there, or ${{?{reference.Name}}} to leave the value out when it is not"));
        }

        return null;
    }

    private HoconNode? FollowTo(HoconNode target, HoconReference reference, string path)
    {
        var name = reference.Name;
        if (_following.Contains(name, StringComparer.Ordinal))
        {
            _errors.Add(new(reference.Position, path, $"${{{name}}}, which leads back to itself", "references without a circle"));
            return null;
        }

        if (_followed == HoconLimits.SubstitutionDepth)
        {
            _errors.Add(new(reference.Position, path, $"${{{name}}} after {_followed} other references", $"at most {HoconLimits.SubstitutionDepth} references that lead to each other"));
            return null;
        }

        (_following, _followed) = (_following.Push(name), _followed + 1);
        var value = Resolve(target, path);
        (_following, _followed) = (_following.Pop(), _followed - 1);
        return value switch
        {
            HoconObject section => new HoconObject(reference.Position, section.Fields),
            null => null,
            _ => value with { Position = reference.Position },
        };
    }

    /// <summary>Joins pieces into text; null when none of them is there.</summary>
    private HoconScalar? Join(HoconSubstitution several, string path)
    {
        var text = new StringBuilder();
        var found = false;
        foreach (var piece in several.Pieces)
        {
            var value = Resolve(piece, path);
            found |= value is not null;
            if (value is HoconScalar scalar) text.Append(scalar.Text);
            else if (value is not null)
                _errors.Add(new(piece.Position, path, "a list or a section joined with text", "text, numbers and references to them, joined"));
            if (text.Length > HoconLimits.ValueLength)
                throw HoconCursor.Fail(several.Position, path, $"a value of {text.Length} characters", $"values of at most {HoconLimits.ValueLength} characters after substitution");
        }

        return found ? new HoconScalar(several.Position, text.ToString(), HoconStyle.Outside) : null;
    }
}
