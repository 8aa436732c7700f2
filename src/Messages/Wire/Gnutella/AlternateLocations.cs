using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// The headers <c>X-Alt</c> and <c>X-NAlt</c> of a file transfer: who else has the content, and who no longer has it. Addresses with
/// commas between them; a port of 6346 may be left out, and <c>tls=…</c> may stand among them (as gtk-gnutella and LimeWire write it).
/// </summary>
/// <remarks>Whoever needs a push is named in <c>X-Falt</c> (<see cref="FirewalledLocations"/>); a part that is no address is passed over here.</remarks>
public static class AlternateLocations
{
    /// <summary>Others that have the content.</summary>
    public const string Header = "X-Alt";

    /// <summary>Others that were said to have it, and do not.</summary>
    public const string GoneHeader = "X-NAlt";

    /// <summary>The port that is meant where none is written.</summary>
    public const ushort UsualPort = 6346;

    /// <summary>Most that are read from one header; the rest is left aside. Real servents write about ten.</summary>
    public const int MostRead = 64;

    /// <summary>Longest part that could be an address: <c>255.255.255.255:65535</c>.</summary>
    private const int LongestAddress = 21;

    /// <summary>Reads the addresses that could be dialled, each once, in the order written.</summary>
    /// <param name="value">Of one header; null for none.</param>
    public static ImmutableArray<PeerAddress> Read(string? value)
    {
        var addresses = ImmutableArray.CreateBuilder<PeerAddress>();
        var rest = value.AsSpan();
        while (!rest.IsEmpty && addresses.Count < MostRead)
        {
            var end = rest.IndexOfAny(',', ';');
            var part = (end < 0 ? rest : rest[..end]).Trim(" \t");
            rest = end < 0 ? default : rest[(end + 1)..];
            if (part.Length is > 0 and <= LongestAddress && ReadOne(part.ToString()) is { IsDialable: true } address && !addresses.Contains(address)) addresses.Add(address);
        }

        return addresses.DrainToImmutable();
    }

    /// <summary>The inverse; empty for none, and then the header is left out.</summary>
    public static string Write(IEnumerable<PeerAddress> addresses) => string.Join(", ", addresses);

    private static PeerAddress? ReadOne(string part)
    {
        if (!char.IsAsciiDigit(part[0])) return null;
        return PeerAddress.TryParse(part.Contains(':', StringComparison.Ordinal) ? part : $"{part}:{UsualPort}", out var address) ? address : null;
    }
}
