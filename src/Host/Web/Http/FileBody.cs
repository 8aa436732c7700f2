using System.Collections.Immutable;
using System.Text;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>A body laid out before it is sent: pieces of text and of the file, in order. Pure.</summary>
/// <param name="Pieces">In order.</param>
/// <param name="ContentType">Of the whole body.</param>
/// <param name="ContentRange">For a body that is one part of the file.</param>
internal sealed record FileBody(ImmutableArray<BodyPiece> Pieces, string ContentType, string? ContentRange)
{
    /// <summary>Bytes in all.</summary>
    public long Length => Pieces.Sum(static piece => piece.Opening.Length + piece.Range.Length);

    public static FileBody Of(ByteRanges ranges, SharedFile file, string contentType) => ranges switch
    {
        SomeRanges { Parts: [var only] } => new([new(default, only)], contentType, only.ContentRange(file.Size)),
        SomeRanges { Parts: var parts } => Multipart(parts, file, contentType),
        _ => new([new(default, new ByteRange(0, file.Size))], contentType, ContentRange: null),
    };

    /// <summary>RFC 9110 section 14.6. The boundary is the content's own hash, which the content cannot hold but by a feat.</summary>
    private static FileBody Multipart(ImmutableArray<ByteRange> parts, SharedFile file, string contentType)
    {
        var boundary = file.Sha256.ToString();
        var pieces = ImmutableArray.CreateBuilder<BodyPiece>(parts.Length + 1);
        foreach (var part in parts)
        {
            var opening = $"\r\n--{boundary}\r\nContent-Type: {contentType}\r\nContent-Range: {part.ContentRange(file.Size)}\r\n\r\n";
            pieces.Add(new(Encoding.ASCII.GetBytes(opening), part));
        }

        pieces.Add(new(Encoding.ASCII.GetBytes($"\r\n--{boundary}--\r\n"), default));
        return new(pieces.DrainToImmutable(), $"multipart/byteranges; boundary={boundary}", ContentRange: null);
    }
}

/// <summary>Text, then part of the file; either may be empty.</summary>
internal readonly record struct BodyPiece(ReadOnlyMemory<byte> Opening, ByteRange Range);
