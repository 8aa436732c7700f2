using Akka.Actor;

namespace PeerActors.Actors.Simulation;

/// <summary>Stands for whoever drives the simulation: asks a peer on its behalf, and hands on what is told.</summary>
internal sealed class SpectatorActor : UntypedActor
{
    private readonly Action<object> _told;

    public SpectatorActor(Action<object> told) => _told = told;

    /// <summary>Makes the actor.</summary>
    /// <param name="told">Called with each message, on the thread that drives.</param>
    public static Props For(Action<object> told) => Props.Create(() => new SpectatorActor(told));

    protected override void OnReceive(object message) => _told(message);
}
