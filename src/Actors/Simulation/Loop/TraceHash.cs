using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PeerActors.Actors.Simulation.Loop;

/// <summary>SHA-256 over all that happens in a run, in order: who ran, who was told what kind of message, which bytes went over which wire.</summary>
internal sealed class TraceHash : IDisposable
{
    private const int BufferBytes = 8 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _filled;

    /// <summary>Something happened, told in two numbers.</summary>
    public void Add(ulong first, ulong second)
    {
        if (_filled + 2 * sizeof(ulong) > BufferBytes) Flush();
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_filled), first);
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_filled + sizeof(ulong)), second);
        _filled += 2 * sizeof(ulong);
    }

    /// <summary>Bytes went over a wire.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Flush();
        _hash.AppendData(bytes);
    }

    /// <summary>The hash of all that happened so far, in hexadecimal; the run may go on.</summary>
    public string SoFar()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        _hash.AppendData(_buffer.AsSpan(0, _filled));
        _filled = 0;
    }
}
