namespace PeerActors.Actors.Simulation.Network;

/// <summary>How long bytes are under way over a link.</summary>
/// <param name="Least">At least so long.</param>
/// <param name="MeanExtra">And so much more on average, exponentially distributed: most take little more, a few take much more.</param>
public readonly record struct Latency(TimeSpan Least, TimeSpan MeanExtra)
{
    /// <summary>No time at all.</summary>
    public static Latency None => default;

    /// <summary>Always the same.</summary>
    public static Latency Fixed(TimeSpan time) => new(time, TimeSpan.Zero);

    /// <summary>One throw.</summary>
    internal TimeSpan Throw(Random dice) =>
        MeanExtra == TimeSpan.Zero ? Least : Least + MeanExtra * -Math.Log(1 - dice.NextDouble());
}

/// <summary>What a link between two hosts is like.</summary>
public sealed record LinkShape
{
    /// <summary>A link across a town: 10 ms and a little more, as many bytes as one likes, never lost by itself.</summary>
    public static LinkShape Usual { get; } = new() { Latency = new(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(5)) };

    /// <summary>How long bytes are under way.</summary>
    public Latency Latency { get; init; }

    /// <summary>Bytes per second in each direction; 0 for no limit.</summary>
    public long BytesPerSecond { get; init; }

    /// <summary>How long a connection lives on average before it is lost by itself, exponentially distributed; zero for ever.</summary>
    public TimeSpan MeanLife { get; init; }

    /// <summary>What is wrong with it; null when nothing is.</summary>
    internal string? Problem() => this switch
    {
        { Latency: { Least.Ticks: < 0 } or { MeanExtra.Ticks: < 0 } } => "a latency is negative",
        { BytesPerSecond: < 0 } => "the bytes per second are negative",
        { MeanLife.Ticks: < 0 } => "the mean life is negative",
        _ => null,
    };
}
