using System.Buffers;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>Bytes that arrived and are not read yet. What arrives while nothing waits is read where it lies.</summary>
internal sealed class Inflow
{
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>How many wait.</summary>
    public int Length => _end - _start;

    /// <summary>True when none do.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>The bytes, to read.</summary>
    public ReadOnlySequence<byte> Waiting => new(_bytes, _start, Length);

    /// <summary>More arrive, and are owned here from then on.</summary>
    public void Add(byte[] bytes)
    {
        if (bytes.Length == 0) return;
        if (IsEmpty)
        {
            (_bytes, _start, _end) = (bytes, 0, bytes.Length);
            return;
        }

        if (_bytes.Length - _end < bytes.Length)
        {
            var grown = new byte[Math.Max(Length + bytes.Length, 2 * Length)];
            _bytes.AsSpan(_start, Length).CopyTo(grown);
            (_bytes, _start, _end) = (grown, 0, Length);
        }

        bytes.CopyTo(_bytes, _end);
        _end += bytes.Length;
    }

    /// <summary>All but so many were read.</summary>
    public void KeepLast(int bytes)
    {
        _start = _end - bytes;
        if (IsEmpty) Clear();
    }

    /// <summary>Throws away what waits, and says how much that was.</summary>
    public int Clear()
    {
        var waiting = Length;
        (_bytes, _start, _end) = ([], 0, 0);
        return waiting;
    }
}
