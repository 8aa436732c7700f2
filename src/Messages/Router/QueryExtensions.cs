using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>What follows a query's text: hashes that are searched (HUGE 0.94), a wish to be told hashes, GGEP blocks.</summary>
public sealed class QueryExtensions
{
    /// <summary>Most hashes read from one query; the rest is left aside.</summary>
    public const int MaxHashes = 64;

    /// <summary>The text of a query that asks what was shared last, in every servent that knows that question.</summary>
    public static ReadOnlySpan<byte> WhatIsNewText => "WhatIsNewXOXO"u8;

    private static ReadOnlySpan<byte> AnyUrn => "urn:"u8;

    /// <summary>No extensions.</summary>
    public static QueryExtensions None { get; } = new();

    /// <summary>A file with any of these is a match.</summary>
    public ImmutableArray<Sha1Hash> Hashes { get; init; } = [];

    /// <summary>True when a bare <c>urn:</c> or <c>urn:sha1:</c> asks for hashes in the hits.</summary>
    public bool WantsHashes { get; init; }

    /// <summary>True when hits of partial files are welcome.</summary>
    public bool WantsPartialFiles { get; init; }

    /// <summary>True when it asks what was shared last.</summary>
    public bool AsksWhatIsNew { get; init; }

    /// <summary>The GGEP blocks as they came, for those that are not named above; what is written is made from the properties.</summary>
    public GgepBlocks Ggep { get; init; } = GgepBlocks.None;

    /// <summary>Reads; what is malformed is left aside.</summary>
    /// <param name="bytes">What follows the text's NUL.</param>
    /// <param name="limits">For GGEP.</param>
    public static QueryExtensions Read(ReadOnlySpan<byte> bytes, GgepLimits? limits = null)
    {
        if (bytes.IsEmpty) return None;
        var hashes = ImmutableArray.CreateBuilder<Sha1Hash>();
        var (wants, ggep) = (false, GgepBlocks.None);
        var parts = new ExtensionParts(bytes, limits ?? GgepLimits.Default);
        while (parts.TryNext())
        {
            var named = default(HashUrns);
            if (parts.Ggep is { } blocks) named.Add(ggep = blocks);
            else if (IsWish(parts.Text)) wants = true;
            else if (!parts.IsXml) named.Add(parts.Text);
            if (named.Sha1 is { } sha1 && hashes.Count < MaxHashes && !hashes.Contains(sha1)) hashes.Add(sha1);
        }

        return new()
        {
            Hashes = hashes.DrainToImmutable(), WantsHashes = wants, Ggep = ggep,
            WantsPartialFiles = ggep.Has(GgepNames.PartialFiles), AsksWhatIsNew = ggep.Has(GgepNames.WhatIsNew),
        };
    }

    /// <summary>Writes them as far as the properties tell, GGEP last; <see cref="Ggep"/> is not written.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var isFirst = true;
        if (WantsHashes) Part(AnyUrn);
        foreach (var hash in Hashes) Part(Encoding.ASCII.GetBytes(hash.Urn));
        var ggep = new GgepWriter();
        if (WantsPartialFiles) ggep.Add(GgepNames.PartialFiles);
        if (AsksWhatIsNew) ggep.Add(GgepNames.WhatIsNew, [1]);
        if (!ggep.IsEmpty) Part(ggep.ToArray());

        void Part(ReadOnlySpan<byte> bytes)
        {
            if (!isFirst) output.Write([ExtensionParts.Separator]);
            output.Write(bytes);
            isFirst = false;
        }
    }

    private static bool IsWish(ReadOnlySpan<byte> text) => Ascii.EqualsIgnoreCase(text, AnyUrn) || Ascii.EqualsIgnoreCase(text, "urn:sha1:"u8);
}
