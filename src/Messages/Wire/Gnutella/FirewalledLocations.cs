using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// The header <c>X-Falt</c> of a file transfer: who else has the content and cannot be dialled. Each is
/// <c>GUID;fwt/1;PORT:IP;pptls=E;IP:PORT;IP:PORT</c>, of which the GUID alone is certain: the options, the sharer's own address (written port first) and
/// <c>pptls</c> say nothing here, the addresses at the end are its push proxies (as LimeWire and gtk-gnutella write it).
/// </summary>
public static class FirewalledLocations
{
    /// <summary>The header.</summary>
    public const string Header = "X-Falt";

    /// <summary>By this feature (<c>X-Features</c>) a servent says that it reads the header.</summary>
    public const string Feature = "fwalt/0.1";

    /// <summary>Most that are read from one header; the rest is left aside.</summary>
    public const int MostRead = 16;

    /// <summary>Most push proxies that are read for one; real servents have about three.</summary>
    public const int MostProxies = 8;

    private const int GuidDigits = 32;
    private const int Dots = 3;

    /// <summary>Reads those whose GUID is whole, each once, in the order written.</summary>
    /// <param name="value">Of one header; null for none.</param>
    public static ImmutableArray<FirewalledLocation> Read(string? value)
    {
        var found = ImmutableArray.CreateBuilder<FirewalledLocation>();
        var rest = value.AsSpan();
        while (!rest.IsEmpty && found.Count < MostRead)
        {
            var one = Take(ref rest, ',');
            var guid = Take(ref one, ';');
            if (guid.Length == GuidDigits && ServentId.TryParse(guid.ToString(), out var sharer) && found.All(known => known.Sharer != sharer)) found.Add(new(sharer, Proxies(one)));
        }

        return found.DrainToImmutable();
    }

    private static ImmutableArray<PeerAddress> Proxies(ReadOnlySpan<char> parts)
    {
        var proxies = ImmutableArray.CreateBuilder<PeerAddress>();
        while (!parts.IsEmpty && proxies.Count < MostProxies)
        {
            var part = Take(ref parts, ';');
            var colon = part.IndexOf(':');
            if (colon < 0 || part[..colon].Count('.') != Dots) continue;
            if (PeerAddress.TryParse(part.ToString(), out var proxy) && proxy.IsDialable && !proxies.Contains(proxy)) proxies.Add(proxy);
        }

        return proxies.DrainToImmutable();
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> rest, char until)
    {
        var end = rest.IndexOf(until);
        var part = (end < 0 ? rest : rest[..end]).Trim(" \t");
        rest = end < 0 ? default : rest[(end + 1)..];
        return part;
    }
}

/// <summary>Somebody who has the content and must be asked to dial.</summary>
/// <param name="Sharer">Its servent GUID.</param>
/// <param name="Proxies">Who pass pushes on to it.</param>
public sealed record FirewalledLocation(ServentId Sharer, ImmutableArray<PeerAddress> Proxies)
{
    /// <inheritdoc/>
    public bool Equals(FirewalledLocation? other) => other is not null && Sharer == other.Sharer && Proxies.AsSpan().SequenceEqual(other.Proxies.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Sharer, Proxies.Length);
}
