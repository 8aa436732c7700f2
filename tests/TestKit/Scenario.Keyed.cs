using PeerActors.Actors.Simulation.Keys;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Statements;
using PeerActors.TestKit.Stages;

namespace PeerActors.TestKit;

/// <summary>What several peers do that have keys.</summary>
public sealed partial class Scenario
{
    /// <summary>Makes buddies of peers, each of the next, and waits until both see each other online: <c>"alice – bob – carol"</c> (<see cref="Needs.Keys"/>).</summary>
    public async Task Meet(string chain)
    {
        var names = NamesOf(chain);
        for (var i = 1; i < names.Length; i++)
        {
            var (one, other) = (this[names[i - 1]], this[names[i]]);
            var (seenByOne, seenByOther) = (one.BuddiesSeen.SoFar.Count, other.BuddiesSeen.SoFar.Count);
            await other.Accept(await one.Invite());
            await one.Sees(other.Name, PresenceState.Online, seenByOne);
            await other.Sees(one.Name, PresenceState.Online, seenByOther);
        }
    }

    /// <summary>Makes peers the devices of one person, which they know from their next start on (<see cref="Needs.Services"/>).</summary>
    /// <param name="devices">Their names: <c>"desk phone"</c>.</param>
    public void MakePerson(string devices)
    {
        Require(Needs.Services, "A person");
        var peers = devices.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => this[name]).ToArray();
        using var key = PersonKey(peers[0].Name);
        var statement = peers.Skip(1).Aggregate(PersonStatement.First(key.Public, new(peers[0].Peer, peers[0].Name)), static (s, peer) => s.With(new Device(peer.Peer, peer.Name)));
        var person = Taken(PersonHistory.Of(key.Public.Holder), statement, key);
        foreach (var peer in peers) peer.On.Person = person;
    }

    /// <summary>The person removes a device, on another one, which knows it from its next start on (<see cref="Needs.Services"/>).</summary>
    /// <param name="device">The device that is removed.</param>
    /// <param name="on">The first device of the person.</param>
    public void RemoveDevice(string device, string on)
    {
        Require(Needs.Services, "A person");
        using var key = PersonKey(on);
        var known = this[on].On.Person ?? throw new InvalidOperationException($"{on} is no device of a person.");
        this[on].On.Person = Taken(known, known.Newest!.Without(this[device].Peer), key);
    }

    /// <summary>The process of a peer stops, as by SIGSTOP: it neither computes nor answers, and its connections stay (<see cref="Needs.Faults"/>).</summary>
    public void Pause(string name) => Fault(nameof(Pause), (_, of) => of(name).Pause());

    /// <summary>It goes on (<see cref="Needs.Faults"/>).</summary>
    public void Resume(string name) => Fault(nameof(Resume), (_, of) => of(name).Resume());

    /// <summary>A peer gets the address of another one, which gets a new one; what either says of its own address is that of its start (<see cref="Needs.Faults"/>).</summary>
    public void TakeAddress(string taker, string from) => Fault(nameof(TakeAddress), (s, of) => s.World.TakeAddress(of(taker), of(from)));

    /// <summary>A further address under which a peer is reached (<see cref="Needs.Faults"/>).</summary>
    public PeerAddress Alias(string name)
    {
        PeerAddress? alias = null;
        Fault(nameof(Alias), (s, of) => alias = s.World.Alias(of(name)));
        return alias!.Value;
    }

    private SigningKey PersonKey(string device) => SeededKey.Of(Seed, $"person of {device}");

    private static PersonHistory Taken(PersonHistory known, PersonStatement statement, SigningKey key) =>
        StatementCodec.Take(known, StatementCodec.Sign(statement, key, successor: null)) is var (next, verdict) && verdict == StatementVerdict.Accepted
            ? next
            : throw new InvalidOperationException("The statement would be refused by everybody.");
}
