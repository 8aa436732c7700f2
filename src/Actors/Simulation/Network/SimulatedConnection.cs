using PeerActors.Actors.Simulation.Loop;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>Two lanes between two ends.</summary>
internal sealed class SimulatedConnection
{
    private readonly SimulatedNetwork _network;
    private readonly SeededDice _dice;
    private readonly End _dialler;
    private readonly End _acceptor;

    public SimulatedConnection(SimulatedNetwork network, End dialler, End acceptor, SeededDice dice)
    {
        (_network, _dialler, _acceptor, _dice) = (network, dialler, acceptor, dice);
        DiallerEnd = new(this, network, dialler, acceptor);
        AcceptorEnd = new(this, network, acceptor, dialler);
        var hash = StableHash.Of($"{dialler.Host.Name} {dialler.Address} {acceptor.Host.Name} {acceptor.Address}");
        DiallerEnd.Join(AcceptorEnd, new(network, dialler.Host, acceptor.Host, dice, hash));
        AcceptorEnd.Join(DiallerEnd, new(network, acceptor.Host, dialler.Host, dice, hash + 1));
    }

    /// <summary>The side that dialled.</summary>
    public SimulatedWire DiallerEnd { get; }

    /// <summary>The side that was dialled.</summary>
    public SimulatedWire AcceptorEnd { get; }

    /// <summary>True for either of the two hosts.</summary>
    public bool Joins(SimulatedHost host) => _dialler.Host == host || _acceptor.Host == host;

    /// <summary>Is lost by itself after a while.</summary>
    public void Live(TimeSpan mean)
    {
        if (mean > TimeSpan.Zero) _network.Loop.Later(mean * -Math.Log(1 - _dice.NextDouble()), Break, of: null);
    }

    /// <summary>Breaks in the middle: both ends are told.</summary>
    public void Break()
    {
        _network.Forget(this);
        DiallerEnd.BreakOff();
        AcceptorEnd.BreakOff();
    }

    /// <summary>Nothing arrives any more, ever, and nobody is told.</summary>
    public void Strand()
    {
        DiallerEnd.Out.IsStranded = AcceptorEnd.Out.IsStranded = true;
    }

    /// <summary>What was held back is sent again, where the way is free.</summary>
    public void Release()
    {
        DiallerEnd.Out.Release();
        AcceptorEnd.Out.Release();
    }

    /// <summary>An end was closed.</summary>
    public void OnClosed()
    {
        if (DiallerEnd.IsOver && AcceptorEnd.IsOver) _network.Forget(this);
    }

    /// <summary>One end of a connection.</summary>
    /// <param name="Host">Where it is.</param>
    /// <param name="Of">Whose it is.</param>
    /// <param name="Address">As the other end sees it.</param>
    internal sealed record End(SimulatedHost Host, Incarnation? Of, PeerAddress Address);
}
