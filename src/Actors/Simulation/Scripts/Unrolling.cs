using System.Collections.Immutable;
using PeerActors.Actors.Peer.Configuration.Hocon;
using PeerActors.Actors.Simulation.Loop;

namespace PeerActors.Actors.Simulation.Scripts;

/// <summary>Says in full what a scenario leaves to its seed: which links a shape has, and who crashes and comes back when. So every link and every crash can be left out by itself.</summary>
internal static class Unrolling
{
    private static readonly HoconPosition OfChurn = HoconPosition.Of(new("churn", "/"));

    /// <summary>The same scenario without a shape and without churn.</summary>
    public static Script Of(Script script, int seed)
    {
        var dice = new SeededDice(seed, "script");
        var shape = script.Shape?.Links(script.Peers.Length, dice) ?? [];
        var churn = script.Churn is { } c ? Lives(script, c, dice) : [];
        return script with { Links = script.Links.AddRange(shape), Shape = null, Churn = null, Steps = [.. script.Steps.AddRange(churn).OrderBy(static s => s.At)] };
    }

    /// <summary>Each peer for itself is up for a while and down for a while, until the end.</summary>
    private static IEnumerable<ScriptStep> Lives(Script script, Churn churn, SeededDice dice)
    {
        for (var peer = 0; peer < script.Peers.Length; peer++)
        {
            if (churn.Spared.Contains(peer)) continue;
            var (at, isUp, number) = (Throw(dice, churn.MeanUp), true, peer);
            for (; at < script.End; at += Throw(dice, isUp ? churn.MeanUp : churn.MeanDown))
            {
                yield return isUp
                    ? Step(at, "crash", script.Peers[peer], StepRole.Fault, run => run.Crash(number))
                    : Step(at, "restart", script.Peers[peer], StepRole.Healing, run => run.Restart(number));
                isUp = !isUp;
            }
        }
    }

    private static ScriptStep Step(TimeSpan at, string verb, string peer, StepRole role, Action<ScriptRun> act) =>
        new(at, at, new() { Where = OfChurn, At = at, Verb = verb, Rest = $"{verb} = {peer}", Role = role, Peers = [peer] }, act);

    /// <summary>In whole milliseconds, as a file can say it; at least one, so that time goes on.</summary>
    private static TimeSpan Throw(SeededDice dice, TimeSpan mean) => TimeSpan.FromMilliseconds(1 + Math.Floor(mean.TotalMilliseconds * -Math.Log(1 - dice.NextDouble())));
}
