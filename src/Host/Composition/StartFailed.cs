namespace PeerActors.Host.Composition;

/// <summary>A peer cannot come up, for reasons the user can do something about. All reasons known are told at once.</summary>
internal sealed class StartFailed : Exception
{
    public StartFailed(string problem, Exception? cause = null) : this([problem], cause) { }

    public StartFailed(IReadOnlyList<string> problems, Exception? cause = null) : base(string.Join(Environment.NewLine, problems), cause) =>
        Problems = problems;

    /// <summary>Each names the thing, what was seen, what is allowed, and the setting.</summary>
    public IReadOnlyList<string> Problems { get; }
}
