using System.Diagnostics;
using PeerActors.Actors.Simulation;

namespace PeerActors.TestKit;

/// <summary>The time in which probes wait: real, or that of a simulation, which passes as fast as it can.</summary>
public abstract class ProbeTime
{
    /// <summary>The time on the wall.</summary>
    public static ProbeTime Real { get; } = new OnTheWall();

    /// <summary>Time since some moment; only differences mean anything.</summary>
    public abstract TimeSpan Now { get; }

    /// <summary>Lets time pass until something holds; false when it does not within the limit.</summary>
    /// <param name="holds">What is waited for.</param>
    /// <param name="limit">When to give up.</param>
    /// <param name="look">How long to wait before looking again.</param>
    public abstract Task<bool> Until(Func<Task<bool>> holds, TimeSpan limit, TimeSpan look);

    /// <summary>The time of a simulation.</summary>
    internal static ProbeTime Of(SimulatedWorld world) => new InSimulation(world);

    /// <summary>Waits for what a task tells in real time, and what a condition tells in a simulation.</summary>
    /// <param name="comes">Becomes true when it has come, false when it never will.</param>
    /// <param name="hasCome">True when it has come.</param>
    /// <param name="limit">When to give up.</param>
    internal abstract Task<bool> For(Func<CancellationToken, ValueTask<bool>> comes, Func<bool> hasCome, TimeSpan limit);

    /// <summary>The time in which a test may tell actors something from outside.</summary>
    internal abstract void Act(Action what);

    private sealed class OnTheWall : ProbeTime
    {
        public override TimeSpan Now => Stopwatch.GetElapsedTime(0);

        public override Task<bool> Until(Func<Task<bool>> holds, TimeSpan limit, TimeSpan look) => Waiting.Until(holds, limit, look);

        internal override async Task<bool> For(Func<CancellationToken, ValueTask<bool>> comes, Func<bool> hasCome, TimeSpan limit)
        {
            using var patience = new CancellationTokenSource(limit);
            try
            {
                return await comes(patience.Token);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                return hasCome();
            }
        }

        internal override void Act(Action what) => what();
    }

    /// <summary>Every task is complete when it is returned, so that a test stays on the thread that drives the simulation.</summary>
    private sealed class InSimulation(SimulatedWorld world) : ProbeTime
    {
        public override TimeSpan Now => world.Now;

        public override async Task<bool> Until(Func<Task<bool>> holds, TimeSpan limit, TimeSpan look)
        {
            var end = Now + limit;
            while (!await holds())
            {
                if (Now >= end) return false;
                world.RunFor(end - Now < look ? end - Now : look);
            }

            return true;
        }

        internal override Task<bool> For(Func<CancellationToken, ValueTask<bool>> comes, Func<bool> hasCome, TimeSpan limit) =>
            Task.FromResult(world.RunUntil(hasCome, limit));

        internal override void Act(Action what)
        {
            using var driving = world.Loop.Drive();
            what();
        }
    }
}
