using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PeerActors.Host.Web.Admin;

/// <summary>The secret that commands a peer: 256 random bits, new at each start.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    public static string Make()
    {
        Span<byte> bits = stackalloc byte[32];
        RandomNumberGenerator.Fill(bits);
        return Base64Url.EncodeToString(bits);
    }

    /// <summary>Compares in a time that does not tell how much was right.</summary>
    public static bool IsIn(string? authorization, string token) =>
        authorization is not null
        && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()), Encoding.UTF8.GetBytes(token));
}
