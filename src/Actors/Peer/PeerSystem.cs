using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Peer;

namespace PeerActors.Actors.Peer;

/// <summary>
/// A peer with an actor system of its own, as it is deployed: started, reached through its gateway, left in order.
/// </summary>
public sealed class PeerSystem : IAsyncDisposable
{
    private readonly ActorSystem _system;
    private readonly TaskCompletionSource _completion;
    private readonly RemotingDesk? _desk;

    private PeerSystem(ActorSystem system, PeerGateway gateway, RemotingDesk? desk, PeerUp up, TaskCompletionSource completion)
    {
        (_system, Gateway, _desk, Up, _completion) = (system, gateway, desk, up, completion);
        Completion = completion.Task;
    }

    /// <summary>The one way in.</summary>
    public PeerGateway Gateway { get; }

    /// <summary>Actors of this peer that others may tell something, and theirs as actors here.</summary>
    /// <exception cref="InvalidOperationException">The peer has no key (<see cref="PeerEnvironment.Secure"/>), and so no peer links.</exception>
    public PeerServices Services => new(_desk ?? throw new InvalidOperationException("This peer has no key, and so neither peer links nor services; give it one with PeerEnvironment.Secure."));

    /// <summary>Runs an actor of yours in the peer's actor system, beside its rooms. When it fails it is stopped; give it a parent of yours where it should be restarted.</summary>
    /// <param name="props">How it is made.</param>
    /// <param name="name">Its name in logs; none of another that runs.</param>
    public IActorRef Spawn(Props props, string name) => _system.ActorOf(props, name);

    /// <summary>Who it is and where it listens.</summary>
    public PeerUp Up { get; }

    /// <summary>Completes when the peer has been disposed; faults with <see cref="PeerStoppedException"/> when it failed in the open.</summary>
    public Task Completion { get; }

    /// <summary>Starts a peer and waits until it is up.</summary>
    /// <param name="settings">Checked settings.</param>
    /// <param name="environment">Clock, dice, network and disk.</param>
    /// <param name="listener">Told what happens.</param>
    /// <exception cref="PeerStoppedException">The peer could not come up; the message says why.</exception>
    public static async Task<PeerSystem> StartAsync(PeerSettings settings, PeerEnvironment environment, PeerListener? listener = null)
    {
        var config = ConfigurationFactory.ParseString(Engine).WithFallback(ConfigurationFactory.ParseString(settings.Akka));
        var system = ActorSystem.Create("peer", config);
        var logLevel = Logging.LogLevelFor(system.Settings.LogLevel);
        system.EventStream.SetLogLevel(logLevel);
        var up = new TaskCompletionSource<PeerUp>(TaskCreationOptions.RunContinuationsAsynchronously);
        var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var observer = system.ActorOf(ObserverActor.For(up, completion, listener ?? new()), "observer");

            // By level: the system's own log is older than the level set above, and says everything.
            foreach (var level in Enum.GetValues<LogLevel>().Where(l => l >= logLevel)) system.EventStream.Subscribe(observer, level.ClassFor());
            var desk = environment.Secure is { } secure ? new RemotingDesk(settings.Remoting, secure.Key.Public.Holder, ((ExtendedActorSystem)system).Provider) : null;
            var peer = system.ActorOf(PeerActor.For(settings, environment, observer, desk), "peer");
            observer.Tell(new ObserverActor.Watch(peer));
            return new(system, new(system, peer, settings.AskTimeout), desk, await up.Task, completion);
        }
        catch
        {
            await system.Terminate();
            throw;
        }
    }

    /// <summary>One of its actors, by the path below the peer, such as <c>router</c>; for tests, which look inside.</summary>
    internal ActorSelection Actor(string path) => _system.ActorSelection($"/user/peer/{path}");

    /// <summary>Leaves in order: Bye to neighbours, state saved. The peer can do nothing more afterwards but be disposed.</summary>
    public Task<PeerLeft> LeaveAsync(TimeSpan limit) => Gateway.Leave(limit);

    /// <summary>Ends the actor system, in order or not.</summary>
    public async ValueTask DisposeAsync()
    {
        _completion.TrySetResult();
        await _system.Terminate();
    }

    /// <summary>
    /// What a peer needs of its actor system and nobody is to change: no threads of its own, a timer that wakes 20 times a second, a root that
    /// fails in the open instead of restarting for ever, no logger that writes to standard output.
    /// </summary>
    private const string Engine = """
        akka {
          loggers = []
          stdout-loglevel = "OFF"
          actor.default-dispatcher.executor = "thread-pool-executor"
          actor.internal-dispatcher.executor = "thread-pool-executor"
          actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy"
          scheduler.tick-duration = "50ms"
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          coordinated-shutdown.exit-clr = off
        }
        """;
}
