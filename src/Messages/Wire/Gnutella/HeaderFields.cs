using System.Buffers;
using System.Collections.Immutable;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>One header of a greeting.</summary>
/// <param name="Name">As sent; compared without regard to case.</param>
/// <param name="Value">Without blanks around it; a character is a byte (Latin-1), so that foreign bytes survive.</param>
public readonly record struct HeaderField(string Name, string Value);

/// <summary>The headers of a greeting in the order sent, the unknown ones too. It cannot be changed.</summary>
public sealed class HeaderFields : IEquatable<HeaderFields>
{
    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private HeaderFields(ImmutableArray<HeaderField> all) => All = all;

    /// <summary>No headers.</summary>
    public static HeaderFields None { get; } = new([]);

    /// <summary>All of them, in order.</summary>
    public ImmutableArray<HeaderField> All { get; }

    /// <summary>The value of a header, those of repeated ones joined by a comma (RFC 9110, section 5.3); null when it is not there.</summary>
    public string? this[string name]
    {
        get
        {
            string? value = null;
            foreach (var field in All)
                if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) value = value is null ? field.Value : $"{value}, {field.Value}";
            return value;
        }
    }

    /// <summary>True when a header is there, whatever its value.</summary>
    public bool Has(string name) => this[name] is not null;

    /// <summary>The parts of a header between its commas, without blanks and empty ones: a list may end in a comma.</summary>
    public ImmutableArray<string> Parts(string name) => this[name] is { } value
        ? [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]
        : [];

    /// <summary>These and one more; what would break the line becomes a blank.</summary>
    /// <exception cref="ArgumentException">The name is none.</exception>
    public HeaderFields With(string name, string value)
    {
        if (!IsName(name)) throw new ArgumentException($"\"{name}\" is no header's name.", nameof(name));
        return new(All.Add(new(name, string.Concat(value.Select(static c => IsOfValue(c) ? c : ' ')).Trim(' ', '\t'))));
    }

    /// <inheritdoc/>
    public bool Equals(HeaderFields? other) => other is not null && All.AsSpan().SequenceEqual(other.All.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HeaderFields);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var field in All) hash.Add(field);
        return hash.ToHashCode();
    }

    internal static HeaderFields Of(IEnumerable<HeaderField> fields) => new([.. fields]);

    internal static bool IsName(ReadOnlySpan<char> name) => !name.IsEmpty && !name.ContainsAnyExcept(NameCharacters);

    internal static bool IsOfValue(char c) => c is '\t' or (>= ' ' and not '\x7F');
}
