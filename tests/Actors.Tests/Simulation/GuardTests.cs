using PeerActors.Actors.Simulation;
using PeerActors.Actors.Simulation.Network;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Simulation;

public class GuardTests
{
    [Fact]
    public void What_another_thread_puts_in_while_the_simulation_runs_ends_the_run_and_is_named()
    {
        using var world = new SimulatedWorld(new());
        world.Add("alice").Start();
        world.At(TimeSpan.FromSeconds(1), () =>
        {
            var other = new Thread(() => world.Loop.Later(TimeSpan.Zero, static () => { }));
            other.Start();
            other.Join();
        });
        var violation = Assert.Throws<SimulationViolation>(() => world.RunFor(TimeSpan.FromSeconds(2)));
        Assert.Contains("its order would not follow from the seed", violation.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Throws<SimulationViolation>(() => world.TraceHash);
    }

    [Fact]
    public void What_is_put_in_while_nobody_drives_ends_the_run()
    {
        using var world = new SimulatedWorld(new());
        world.Loop.Later(TimeSpan.Zero, static () => { });
        Assert.Contains("nobody drives", Assert.Throws<SimulationViolation>(() => world.RunFor(TimeSpan.FromSeconds(1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_never_comes_to_rest_ends_at_its_bound_and_names_the_busiest()
    {
        var options = new SimulationOptions
        {
            MaxRunsPerInstant = 2000, Link = new(),
            Settings = static s => SimulationOptions.Usual(s) with { Router = s.Router with { SameQueryWindow = TimeSpan.Zero } },
        };
        using var world = Networks.Line(options, "alice", "bob");
        world["bob"].Share("blue.flac", 1000);
        world.RunFor(TimeSpan.FromSeconds(1));
        void Again() => world["alice"].Search("blue", TimeSpan.FromSeconds(10), 1);
        world.OnNote = (_, who, what) =>
        {
            if (what.StartsWith("is told", StringComparison.Ordinal)) Again();
        };
        Again();
        var stuck = Assert.Throws<SimulationStuck>(() => world.RunFor(TimeSpan.FromSeconds(1)));
        Assert.Contains("/user/alice", stuck.Message, StringComparison.Ordinal);
        Assert.Contains("2,000", stuck.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_impossible_is_refused_when_it_is_asked_for()
    {
        Assert.Contains("latency is negative", Assert.Throws<ArgumentException>(() => new SimulatedWorld(new() { Link = new() { Latency = Latency.Fixed(-1.Seconds()) } })).Message, StringComparison.Ordinal);
        using var world = new SimulatedWorld(new());
        var alice = world.Add("alice");
        Assert.Contains("Two peers", Assert.Throws<ArgumentException>(() => world.Add("alice")).Message, StringComparison.Ordinal);
        Assert.Contains("not a name", Assert.Throws<ArgumentException>(() => world.Add("a/b")).Message, StringComparison.Ordinal);
        Assert.Contains("there are alice", Assert.Throws<ArgumentException>(() => world["bob"]).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => world.At(-1.Seconds(), static () => { }));
        Assert.Throws<InvalidOperationException>(() => alice.OpenLink(alice.Address));
    }
}
