using System.Text.RegularExpressions;

namespace PeerActors.Architecture.Tests.Scanning;

/// <summary>A file of the repository.</summary>
/// <param name="Path">From the repository's root, with '/'.</param>
/// <param name="Text">As it is.</param>
internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>Without comments and text in quotes.</summary>
    public string Code { get; } = Path.EndsWith(".cs", StringComparison.Ordinal) ? CSharpText.CodeOf(Text) : Text;

    /// <summary>Names of the types it declares, those inside other types left out.</summary>
    public IReadOnlyList<string> Types { get; } = [.. Declaration.Matches(CSharpText.CodeOf(Text)).Select(static m => m.Groups["name"].Value)];

    private static Regex Declaration { get; } = Pattern.Of(@"^([a-z]+[ ]+)*?(class|struct|interface|enum|record(\s+struct|\s+class)?)\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline);

    /// <summary>The folder below <paramref name="root"/> that it is in; null when it is not below.</summary>
    public string? FolderBelow(string root) =>
        Path.StartsWith(root + "/", StringComparison.Ordinal) && Path[(root.Length + 1)..].Split('/') is [var folder, _, ..] ? folder : null;

    /// <summary>Every match in code, with the line it is on.</summary>
    public IEnumerable<Finding> Find(Regex pattern) => Find(Code, pattern);

    /// <summary>Every match in text and comments too.</summary>
    public IEnumerable<Finding> FindInText(Regex pattern) => Find(Text, pattern);

    private IEnumerable<Finding> Find(string where, Regex pattern) =>
        pattern.Matches(where).Select(m => new Finding(Path, where.AsSpan(0, m.Index).Count('\n') + 1, m.Value.Trim()));
}

/// <summary>Something that a rule does not allow.</summary>
internal sealed record Finding(string Path, int Line, string What)
{
    public override string ToString() => $"{Path}:{Line}: {What}";

    /// <summary>Fails with every finding, a line each.</summary>
    public static void None(IEnumerable<Finding> findings, string rule)
    {
        var lines = findings.Select(static f => f.ToString()).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(lines.Count == 0, $"{rule} Found:\n{string.Join('\n', lines)}");
    }
}
