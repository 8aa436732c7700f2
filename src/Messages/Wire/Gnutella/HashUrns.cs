using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>The hashes that the extensions of one file, or of one query, name in whatever way (HUGE 0.94; GGEP blocks H, u and TT).</summary>
internal struct HashUrns
{
    private const string BitprintPrefix = "urn:bitprint:";
    private const byte OnlySha1 = 1;
    private const byte Bitprint = 2;

    public Sha1Hash? Sha1 { get; private set; }

    public Sha256Hash? Sha256 { get; private set; }

    public TigerHash? Tiger { get; private set; }

    /// <summary>Takes a URN in; anything else is left aside.</summary>
    public void Add(ReadOnlySpan<byte> urn)
    {
        Span<char> chars = stackalloc char[96];
        if (urn.Length > chars.Length || !Encoding.ASCII.TryGetChars(urn, chars, out var length)) return;
        ReadOnlySpan<char> text = chars[..length];
        if (Is(text, Sha1Hash.UrnPrefix) && Sha1Hash.TryParse(text, out var sha1)) Sha1 = sha1;
        else if (Is(text, Sha256Hash.UrnPrefix) && Sha256Hash.TryParse(text, out var sha256)) Sha256 = sha256;
        else if (Is(text, BitprintPrefix)) AddBitprint(text[BitprintPrefix.Length..]);
    }

    /// <summary>Takes the blocks in that name a hash.</summary>
    public void Add(GgepBlocks ggep)
    {
        if (ggep.TryGet(GgepNames.Urn, out var urn) && urn.Length < 92) Add([.. "urn:"u8, .. urn.Span]);
        if (ggep.TryGet(GgepNames.TigerTree, out var tree) && tree.Length == TigerHash.Bytes) Tiger = TigerHash.Read(tree.Span);
        if (!ggep.TryGet(GgepNames.Hash, out var hash)) return;
        switch (hash.Span)
        {
            case [OnlySha1, .. { Length: Sha1Hash.Bytes } sha1]:
                Sha1 = Sha1Hash.Read(sha1);
                break;
            case [Bitprint, .. { Length: Sha1Hash.Bytes + TigerHash.Bytes } both]:
                (Sha1, Tiger) = (Sha1Hash.Read(both), TigerHash.Read(both[Sha1Hash.Bytes..]));
                break;
        }
    }

    /// <summary>The data of an H block.</summary>
    public static byte[] HashBlock(Sha1Hash sha1, TigerHash? tiger)
    {
        var data = new byte[1 + Sha1Hash.Bytes + (tiger is null ? 0 : TigerHash.Bytes)];
        data[0] = tiger is null ? OnlySha1 : Bitprint;
        sha1.Write(data.AsSpan(1));
        tiger?.Write(data.AsSpan(1 + Sha1Hash.Bytes));
        return data;
    }

    private void AddBitprint(ReadOnlySpan<char> text)
    {
        var dot = text.IndexOf('.');
        if (dot >= 0 && Sha1Hash.TryParse(text[..dot], out var sha1) && TigerHash.TryParse(text[(dot + 1)..], out var tiger)) (Sha1, Tiger) = (sha1, tiger);
    }

    private static bool Is(ReadOnlySpan<char> text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
