using Akka.Actor;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Access;
using PeerActors.TestKit;
using PeerActors.TestKit.Stages;

namespace PeerActors.Scenarios.Services;

/// <summary>Bob has a service that Alice may use, in a simulation. Others of the story are there and have no part in it.</summary>
internal sealed class ServedScenario : IAsyncDisposable
{
    private int _last;

    private ServedScenario(Scenario net)
    {
        (Net, Probe) = (net, net.CreateTestProbe());
        Serve();
        Service = net["alice"].Find("bob", EchoActor.Contract);
    }

    public Scenario Net { get; }

    /// <summary>Speaks to the service as an actor of Alice's would.</summary>
    public TestProbe Probe { get; }

    /// <summary>As Alice found it; the same for the whole story.</summary>
    public RemoteService Service { get; }

    /// <summary>What the service was told.</summary>
    public Recorder<int> Heard { get; } = new();

    /// <summary>The two are buddies, so that each dials the other.</summary>
    /// <param name="seed">Of the run.</param>
    /// <param name="others">Their names.</param>
    public static Task<ServedScenario> Start(int seed, params string[] others) => Start(seed, areBuddies: true, others);

    /// <summary>The two are no buddies: only Alice dials.</summary>
    /// <param name="seed">Of the run.</param>
    public static Task<ServedScenario> StartAsStrangers(int seed) => Start(seed, areBuddies: false);

    private static async Task<ServedScenario> Start(int seed, bool areBuddies, params string[] others)
    {
        var options = new ScenarioOptions { Stage = Stage.Simulation, Seed = seed, Needs = Needs.Everything };
        var net = await Scenario.Start(options, ["alice", "bob", .. others]);
        if (areBuddies) await net.Meet("alice – bob");
        else await net["alice"].DialKey("bob");
        await net["bob"].Allow("alice", AccessVerbs.Invoke, Resources.OfService(EchoActor.Contract.Service).ToString());
        var served = new ServedScenario(net);
        await served.Answers(within: 5.Seconds());
        return served;
    }

    /// <summary>Exports it, after each start of Bob's.</summary>
    public void Serve() => Net["bob"].Export(EchoActor.Contract, EchoActor.For(Heard));

    /// <summary>How long it takes until the service answers again; each ping that is lost is followed by another.</summary>
    public async Task<TimeSpan> Answers(TimeSpan within)
    {
        var started = Net.Now;
        while (true)
        {
            var number = ++_last;
            Probe.Send(Service, new Ping(number));
            var end = Net.Now + 50.Milliseconds();
            while (Net.Now < end)
                if (await Probe.TryExpectMsg<object>(end - Net.Now) is Pong pong && pong.Number == number) return Net.Now - started;
            if (Net.Now - started > within) throw new TimeoutException($"No answer within {within} (seed {Net.Seed}).");
        }
    }

    /// <summary>Pings without a pause, has something happen after a second, and tells the longest time in which nothing came back.</summary>
    public async Task<TimeSpan> LongestSilence(Action fault, TimeSpan during)
    {
        var (started, last, longest, isDone) = (Net.Now, Net.Now, TimeSpan.Zero, false);
        while (Net.Now - started < during)
        {
            if (!isDone && Net.Now - started >= 1.Seconds())
            {
                fault();
                isDone = true;
            }

            Probe.Send(Service, new Ping(++_last));
            var end = Net.Now + 10.Milliseconds();
            while (Net.Now < end)
            {
                if (await Probe.TryExpectMsg<object>(end - Net.Now) is not Pong) continue;
                longest = Net.Now - last > longest ? Net.Now - last : longest;
                last = Net.Now;
            }
        }

        return Net.Now - last > longest ? Net.Now - last : longest;
    }

    public ValueTask DisposeAsync() => Net.DisposeAsync();
}
