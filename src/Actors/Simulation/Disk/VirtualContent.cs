using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Simulation.Disk;

/// <summary>Files whose content nobody ever sees: two are the same when name and size are, and that is all that is hashed of them, so that any size costs nothing.</summary>
internal static class VirtualContent
{
    /// <summary>The hashes of a file.</summary>
    public static (Sha1Hash Sha1, Sha256Hash Sha256) HashesOf(string path, long size)
    {
        var what = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{size} {Path.GetFileName(path)}"));
#pragma warning disable CA5350 // SHA-1 is what hits carry; nothing is kept secret with it.
        return (Sha1Hash.Read(SHA1.HashData(what)), Sha256Hash.Read(SHA256.HashData(what)));
#pragma warning restore CA5350
    }
}
