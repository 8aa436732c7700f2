using System.Collections.Immutable;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Simulation.Keys;

/// <summary>The key of a simulated peer, and whose device it is; it outlives the runs of the peer, as files would.</summary>
internal sealed class SimulatedIdentity(long seed, string name) : IDisposable
{
    /// <summary>Follows from the seed and the name.</summary>
    public SigningKey Key { get; } = SeededKey.Of(seed, name);

    /// <summary>Whose device it is; null when that is not known.</summary>
    public PersonHistory? Person { get; set; }

    /// <summary>The devices of that person.</summary>
    public ImmutableDictionary<PeerId, Acquaintance> Acquaintances => Person is { Newest: { } newest }
        ? newest.Devices.ToImmutableDictionary(static d => d.Peer, _ => new Acquaintance(Person.Person, IsBuddy: false))
        : ImmutableDictionary<PeerId, Acquaintance>.Empty;

    /// <summary>Secrets for invitations; those of each run are others.</summary>
    public Func<int, Payload> SecretsOf(Incarnation run)
    {
        var dice = new SeededDice(seed, $"{run}/secrets");
        return bytes =>
        {
            var secret = new byte[bytes];
            dice.NextBytes(secret);
            return Payload.Own(secret);
        };
    }

    /// <inheritdoc/>
    public void Dispose() => Key.Dispose();
}
