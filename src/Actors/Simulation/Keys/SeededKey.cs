using PeerActors.Actors.Simulation.Loop;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Simulation.Keys;

/// <summary>Keys that follow from the seed of a run and a name, and sign the same each time.</summary>
internal static class SeededKey
{
    private const int SecretBytes = 32;

    /// <summary>The key of somebody.</summary>
    /// <param name="seed">Of the run.</param>
    /// <param name="name">Whose it is.</param>
    public static SigningKey Of(long seed, string name)
    {
        var secret = new byte[SecretBytes];
        new SeededDice(seed, $"{name}/key").NextBytes(secret);
        return SigningKey.Own(new RepeatableEcdsa(secret));
    }
}
