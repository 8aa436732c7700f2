using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace PeerActors.Actors.Simulation.Loop;

/// <summary>Brings the loop to the dispatcher and the scheduler of an actor system, which Akka makes by the names in its configuration.</summary>
/// <param name="loop">Runs the system's actors.</param>
/// <param name="prefix">Stands in front of every path: systems of several peers have the same paths.</param>
/// <param name="whose">Says by the names of a path whose actor it is.</param>
/// <param name="logLevel">From which level on actors log.</param>
internal sealed class SimulationSetup(SimulationLoop loop, string prefix, Func<ActorPath, Incarnation?> whose, LogLevel logLevel) : Setup
{
    private static readonly char[] Digits = [.. "0123456789"];

    private static readonly string Engine = $$"""
        akka {
          loggers = []
          stdout-loglevel = "OFF"
          log-dead-letters = 0
          actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy"
          actor.default-dispatcher { type = "{{typeof(SeededDispatcherConfigurator).AssemblyQualifiedName}}", throughput = 1 }
          actor.internal-dispatcher { type = "{{typeof(SeededDispatcherConfigurator).AssemblyQualifiedName}}", throughput = 1 }
          actor.default-mailbox.mailbox-type = "{{typeof(PlainMailbox).AssemblyQualifiedName}}"
          scheduler.implementation = "{{typeof(VirtualScheduler).AssemblyQualifiedName}}"
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.exit-clr = off
        }
        """;

    /// <summary>Runs the system's actors.</summary>
    public SimulationLoop Loop { get; } = loop;

    /// <summary>Stands in front of every path.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>The actor at a path. Akka numbers some of its own actors by a count of the whole process, which differs between two runs.</summary>
    public Resident ResidentAt(ActorPath path)
    {
        var text = path.ToStringWithoutAddress();
        return new(Prefix + (text.StartsWith("/system/", StringComparison.Ordinal) ? text.TrimEnd(Digits) : text), whose(path));
    }

    /// <summary>Starts an actor system whose actors the loop runs.</summary>
    public ActorSystem Start()
    {
        using var driving = Loop.Drive();
        Loop.BeginStartUp();
        var system = ActorSystem.Create("peer", BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString($"{Engine}\nakka.loglevel = {logLevel.StringFor()}")).And(this));
        Loop.EndStartUp();
        return system;
    }
}
