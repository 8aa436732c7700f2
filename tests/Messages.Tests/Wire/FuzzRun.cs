using System.Globalization;
using Xunit.Abstractions;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>
/// Many rounds of hostile bytes. <c>PEER_FUZZ_ROUNDS</c> sets how many there are over all fuzz tests (200,000 where it is not set), and
/// <c>PEER_FUZZ_SEED</c> the first seed. Each round has dice of its own, so that the number that a failure names repeats it alone.
/// </summary>
internal static class FuzzRun
{
    /// <summary>No round may allocate more: a reader allocates in proportion to what came, within its limits.</summary>
    private const long MaxBytesOfRound = 1024 * 1024;

    private static readonly long All = Setting("PEER_FUZZ_ROUNDS", 200_000);
    private static readonly long FirstSeed = Setting("PEER_FUZZ_SEED", 20260314);

    /// <summary>This test's part of the rounds.</summary>
    public static int Rounds(double share) => (int)Math.Max(1, All * share);

    /// <summary>Plays rounds.</summary>
    /// <param name="output">Is told the seeds.</param>
    /// <param name="share">This test's part of all rounds.</param>
    /// <param name="make">Makes a round's bytes.</param>
    /// <param name="play">Reads them.</param>
    public static void Play(ITestOutputHelper output, double share, Func<Random, byte[]> make, Action<Random, byte[]> play)
    {
        var (rounds, largest) = (Rounds(share), 0L);
        for (var round = 0; round < rounds; round++)
        {
            var seed = unchecked((int)(FirstSeed + round));
            var dice = new Random(seed);
            var bytes = make(dice);
            try
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                play(dice, bytes);
                var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
                largest = Math.Max(largest, allocated);
                Assert.InRange(allocated, 0, MaxBytesOfRound);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"PEER_FUZZ_SEED={seed} PEER_FUZZ_ROUNDS=1 repeats it; the bytes were {Convert.ToHexString(bytes)}", failure);
            }
        }

        output.WriteLine($"{rounds:N0} rounds, seeds {FirstSeed} to {FirstSeed + rounds - 1}; no round allocated more than {largest:N0} bytes (limit {MaxBytesOfRound:N0}).");
    }

    /// <summary>Cuts bytes into a few pieces anywhere.</summary>
    public static List<byte[]> Cut(Random dice, byte[] bytes)
    {
        var pieces = new List<byte[]>();
        var at = 0;
        while (pieces.Count < 3 && at < bytes.Length)
        {
            var length = dice.Next(bytes.Length - at + 1);
            pieces.Add(bytes[at..(at + length)]);
            at += length;
        }

        pieces.Add(bytes[at..]);
        return pieces;
    }

    private static long Setting(string name, long otherwise) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
