namespace PeerActors.Actors.Simulation.Loop;

/// <summary>
/// Dice whose throws follow from a seed and a name alone: the same in every process, on every machine, in every version of .NET.
/// </summary>
/// <remarks>SplitMix64: one addition and two multiplications a throw, and every name has a sequence of its own.</remarks>
internal sealed class SeededDice : Random
{
    private ulong _state;

    /// <param name="seed">Of the run.</param>
    /// <param name="name">What the dice are for.</param>
    public SeededDice(long seed, string name) : base(0) => _state = StableHash.Mix((ulong)seed, StableHash.Of(name));

    /// <inheritdoc/>
    public override int Next() => (int)(NextUnsigned() >> 33);

    /// <inheritdoc/>
    public override int Next(int maxValue) => (int)NextInt64(maxValue);

    /// <inheritdoc/>
    public override int Next(int minValue, int maxValue) => (int)NextInt64(minValue, maxValue);

    /// <inheritdoc/>
    public override long NextInt64() => (long)(NextUnsigned() >> 1);

    /// <inheritdoc/>
    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (long)Below((ulong)maxValue);
    }

    /// <inheritdoc/>
    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return minValue + (long)Below((ulong)(maxValue - minValue));
    }

    /// <inheritdoc/>
    public override double NextDouble() => Sample();

    /// <inheritdoc/>
    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    /// <inheritdoc/>
    public override void NextBytes(Span<byte> buffer)
    {
        Span<byte> thrown = stackalloc byte[sizeof(ulong)];
        while (!buffer.IsEmpty)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(thrown, NextUnsigned());
            var count = Math.Min(thrown.Length, buffer.Length);
            thrown[..count].CopyTo(buffer);
            buffer = buffer[count..];
        }
    }

    /// <inheritdoc/>
    protected override double Sample() => (NextUnsigned() >> 11) * (1.0 / (1UL << 53));

    private ulong Below(ulong bound) => (ulong)(((UInt128)NextUnsigned() * bound) >> 64);

    private ulong NextUnsigned() => StableHash.Stir(_state += StableHash.Golden);
}
