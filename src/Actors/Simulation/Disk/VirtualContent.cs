using PeerActors.Actors.Simulation.Loop;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Simulation.Disk;

/// <summary>
/// Files whose content nobody ever sees: two are the same when name and size are, so that any size costs nothing. What stands for the hashes of their content is as
/// good as unique, and made of numbers: a network of ten thousand peers has a million of them.
/// </summary>
internal static class VirtualContent
{
    /// <summary>The hashes of a file.</summary>
    public static (Sha1Hash Sha1, Sha256Hash Sha256) HashesOf(string path, long size)
    {
        var (first, second) = (StableHash.Mix(StableHash.Of(Path.GetFileName(path)), (ulong)size), StableHash.Mix((ulong)size, StableHash.Of(Path.GetFileName(path))));
        return (new(first, second, (uint)StableHash.Mix(first, second)), new(second, first, StableHash.Mix(second, first), StableHash.Stir(first)));
    }
}
