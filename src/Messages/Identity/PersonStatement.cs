using System.Collections.Immutable;

namespace PeerActors.Messages.Identity;

/// <summary>Which devices a person has, said whole: a newer statement replaces an older one, so that who missed some needs the newest only.</summary>
/// <param name="Person">The id of the person's first key, which stays when the key changes.</param>
/// <param name="Sequence">Counts up; an older one is refused.</param>
/// <param name="Key">Signs from now on; another one than signed this when the person changes the key.</param>
/// <param name="Devices">At most <see cref="MaxDevices"/>, each once.</param>
/// <param name="Removed">Devices that were lost or given away, for ever; at most <see cref="MaxRemoved"/>.</param>
public sealed record PersonStatement(
    PeerId Person, ulong Sequence, PublicKey Key, ImmutableArray<Device> Devices, ImmutableArray<PeerId> Removed)
{
    /// <summary>Most devices of one person.</summary>
    public const int MaxDevices = 32;

    /// <summary>Most removed devices of one person.</summary>
    public const int MaxRemoved = 256;

    /// <summary>Longest name of a device, in characters.</summary>
    public const int MaxName = 64;

    /// <summary>The first statement of a person, signed by the key that gives the person its id.</summary>
    public static PersonStatement First(PublicKey key, Device device) => new(key.Holder, 1, key, [device], []);

    /// <summary>The next statement, with a device more, or with another name for it.</summary>
    public PersonStatement With(Device device) =>
        this with { Sequence = Sequence + 1, Devices = [.. Devices.Where(d => d.Peer != device.Peer), device] };

    /// <summary>The next statement, without a device.</summary>
    public PersonStatement Without(PeerId device) =>
        this with { Sequence = Sequence + 1, Devices = Devices.RemoveAll(d => d.Peer == device), Removed = Removed.Contains(device) ? Removed : Removed.Add(device) };

    /// <summary>The next statement, after which another key signs.</summary>
    public PersonStatement WithKey(PublicKey key) => this with { Sequence = Sequence + 1, Key = key };
}

/// <summary>A peer as one of a person's devices.</summary>
/// <param name="Peer">Which.</param>
/// <param name="Name">For people.</param>
public sealed record Device(PeerId Peer, string Name);
