using Akka.Actor;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>One attempt to connect: what is said when it comes to something, and when it does not. This one is of a plain connection.</summary>
/// <param name="remote">Who is dialled.</param>
/// <param name="dialler">Told of the outcome.</param>
internal class Dialling(PeerAddress remote, IActorRef dialler)
{
    /// <summary>Who is dialled.</summary>
    public PeerAddress Remote { get; } = remote;

    /// <summary>The setting that says how long it may take.</summary>
    public virtual string Setting => "links.dial-timeout";

    /// <summary>Why it ends where the host answers that nobody listens.</summary>
    public virtual LinkCloseReason NobodyThere => LinkCloseReason.DialFailed;

    /// <summary>True when the process of the far side must answer; false when its kernel is enough.</summary>
    public virtual bool WantsProcess => false;

    /// <summary>How much later than the connection each side has what it needs: no time at all.</summary>
    /// <param name="cross">How long one crossing takes; a throw each.</param>
    public virtual Handshake Shake(Func<TimeSpan> cross) => default;

    /// <summary>Why the dialler does not want who is there, and hangs up; null when it does.</summary>
    /// <param name="to">Who was reached.</param>
    public virtual WireFailed? Refused(SimulatedHost to) => null;

    /// <summary>Whom to tell of an accepted connection, and what; null when nobody there has an ear for it.</summary>
    /// <param name="to">Who was reached.</param>
    /// <param name="listener">Who listens at that port.</param>
    /// <param name="wire">Its end.</param>
    public virtual Notice? Accepted(SimulatedHost to, SimulatedHost.Listener listener, IWire wire) => new(listener.Acceptor, new WireAccepted(wire), listener.Of);

    /// <summary>What the dialler is told of the connection.</summary>
    /// <param name="wire">Its end.</param>
    public virtual object Opened(IWire wire) => new WireOpened(wire);

    /// <summary>Tells the dialler.</summary>
    public void Tell(object outcome) => dialler.Tell(outcome, ActorRefs.NoSender);

    /// <summary>What a side is told.</summary>
    /// <param name="To">Who.</param>
    /// <param name="What">Of what.</param>
    /// <param name="Of">Whose actor that is.</param>
    internal sealed record Notice(IActorRef To, object What, Incarnation? Of);

    /// <summary>How much later than the connection each side has what it needs.</summary>
    internal readonly record struct Handshake(TimeSpan Dialler, TimeSpan Acceptor);
}
