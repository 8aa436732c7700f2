using PeerActors.Actors.Simulation.Loop;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>One direction of a connection: bytes go in at one end and come out at the other, in order, when the link lets them.</summary>
internal sealed class Lane(SimulatedNetwork network, SimulatedHost from, SimulatedHost to, SeededDice dice, ulong hash)
{
    private readonly Queue<(byte[]? Bytes, Action<byte[]?> Arrived)> _held = new();
    private TimeSpan _free;
    private TimeSpan _lastArrival;

    /// <summary>True when what is sent goes to an address where nobody is any more.</summary>
    public bool IsStranded { get; set; }

    /// <summary>Sends bytes, or the end of the stream as null.</summary>
    /// <param name="bytes">Owned by the lane from here on.</param>
    /// <param name="arrived">Called when they are there.</param>
    public void Send(byte[]? bytes, Action<byte[]?> arrived)
    {
        network.Loop.Sent(hash, bytes);
        if (IsStranded || _held.Count > 0 || !network.Reaches(from, to)) _held.Enqueue((bytes, arrived));
        else Carry(bytes, arrived);
    }

    /// <summary>Sends again what was held back, when the way is free.</summary>
    public void Release()
    {
        if (IsStranded || !network.Reaches(from, to)) return;
        while (_held.TryDequeue(out var held)) Carry(held.Bytes, held.Arrived);
    }

    private void Carry(byte[]? bytes, Action<byte[]?> arrived)
    {
        var shape = network.ShapeOf(from, to);
        var leaves = Pass(network.Loop.Now, bytes?.Length ?? 0, shape.BytesPerSecond, from.Uplink);
        var arrival = leaves + shape.Latency.Throw(dice);
        _lastArrival = arrival > _lastArrival ? arrival : _lastArrival;
        network.Loop.Later(_lastArrival - network.Loop.Now, () => arrived(bytes), of: null);
    }

    /// <summary>When the last byte has left: after what was sent before over this lane, and over the host's uplink.</summary>
    private TimeSpan Pass(TimeSpan now, int bytes, long laneRate, long uplinkRate)
    {
        var leaves = now;
        if (laneRate > 0) leaves = _free = Later(leaves, _free) + TimeOf(bytes, laneRate);
        if (uplinkRate > 0) leaves = from.UplinkFree = Later(leaves, from.UplinkFree) + TimeOf(bytes, uplinkRate);
        return leaves;
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static TimeSpan TimeOf(int bytes, long rate) => new(bytes * TimeSpan.TicksPerSecond / rate);
}
