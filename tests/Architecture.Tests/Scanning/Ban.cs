using System.Text.RegularExpressions;

namespace PeerActors.Architecture.Tests.Scanning;

/// <summary>Something that code of a folder may not contain, with text that proves that the ban can strike and text that it must let pass.</summary>
/// <param name="What">Named for people.</param>
/// <param name="Pattern">What is looked for in code.</param>
/// <param name="Why">The reason.</param>
/// <param name="Struck">Code that breaks the ban.</param>
/// <param name="Passed">Code that looks alike and does not.</param>
internal sealed record Ban(string What, string Pattern, string Why, string Struck, string Passed)
{
    private Regex Compiled { get; } = Scanning.Pattern.Of(Pattern);

    public IEnumerable<Finding> In(SourceFile file) => file.Find(Compiled);

    public override string ToString() => What;
}
