using System.Numerics;
using System.Security.Cryptography;

namespace PeerActors.Actors.Simulation.Keys;

/// <summary>
/// A P-256 key whose signatures are the same each time (RFC 6979), so that bytes that hold one follow from the seed of a run. Everybody can check them as any other. For simulations only:
/// how long it takes to sign tells something of the key.
/// </summary>
internal sealed class RepeatableEcdsa : ECDsa
{
    private const int ScalarBytes = 32;

    private static readonly BigInteger Order = Number(Convert.FromHexString("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"));

    private readonly byte[] _secret;
    private readonly ECDsa _key;

    /// <param name="secret">Any 32 bytes; what they say is brought into range.</param>
    public RepeatableEcdsa(ReadOnlySpan<byte> secret)
    {
        _secret = Bytes(Number(secret) % (Order - 1) + 1);
        _key = Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = _secret });
        KeySizeValue = _key.KeySize;
    }

    /// <inheritdoc/>
    public override ECParameters ExportParameters(bool includePrivateParameters) => _key.ExportParameters(includePrivateParameters);

    /// <inheritdoc/>
    public override byte[] SignHash(byte[] hash)
    {
        var digest = Number(hash.AsSpan(0, ScalarBytes));
        var candidates = new Candidates(_secret, Bytes(digest % Order));
        while (true)
        {
            var once = candidates.Next();
            if (Number(once) is var k && (k.IsZero || k >= Order)) continue;
            using var point = Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = once });
            var r = Number(point.ExportParameters(includePrivateParameters: false).Q.X) % Order;
            var s = BigInteger.ModPow(k, Order - 2, Order) * (digest + r * Number(_secret)) % Order;
            if (!r.IsZero && !s.IsZero) return [.. Bytes(r), .. Bytes(s)];
        }
    }

    /// <inheritdoc/>
    public override bool VerifyHash(byte[] hash, byte[] signature) => _key.VerifyHash(hash, signature);

    /// <inheritdoc/>
    protected override byte[] HashData(byte[] data, int offset, int count, HashAlgorithmName hashAlgorithm) =>
        hashAlgorithm == HashAlgorithmName.SHA256 ? SHA256.HashData(data.AsSpan(offset, count)) : throw new CryptographicException($"Peers sign with SHA-256, and not with {hashAlgorithm}.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _key.Dispose();
        base.Dispose(disposing);
    }

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = new byte[ScalarBytes];
        number.TryWriteBytes(bytes.AsSpan(ScalarBytes - number.GetByteCount(isUnsigned: true)), out _, isUnsigned: true, isBigEndian: true);
        return bytes;
    }

    /// <summary>The numbers that RFC 6979, section 3.2, would have tried one after the other.</summary>
    private sealed class Candidates
    {
        private byte[] _k = new byte[ScalarBytes];
        private byte[] _v = new byte[ScalarBytes];
        private bool _isLater;

        public Candidates(byte[] secret, byte[] digest)
        {
            Array.Fill(_v, (byte)1);
            Stir(0, [.. secret, .. digest]);
            Stir(1, [.. secret, .. digest]);
        }

        public byte[] Next()
        {
            if (_isLater) Stir(0, Array.Empty<byte>());
            _isLater = true;
            return _v = HMACSHA256.HashData(_k, _v);
        }

        private void Stir(byte mark, byte[] more)
        {
            _k = HMACSHA256.HashData(_k, (byte[])[.. _v, mark, .. more]);
            _v = HMACSHA256.HashData(_k, _v);
        }
    }
}
