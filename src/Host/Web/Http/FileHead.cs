using Microsoft.Net.Http.Headers;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>What the head of an answer says of a file.</summary>
internal sealed class FileHead(SharedFile file)
{
    /// <summary>Strong, because it is the content's own hash.</summary>
    public EntityTagHeaderValue ETag { get; } = new($"\"{file.Sha256}\"");

    /// <summary>In whole seconds, as HTTP dates are.</summary>
    public DateTimeOffset Modified { get; } = DateTimeOffset.FromUnixTimeSeconds(file.Modified.ToUnixTimeSeconds());

    public string ContentType { get; } = ContentTypes.Of(file.Name);

    public void Describe(IHeaderDictionary headers)
    {
        headers.AcceptRanges = "bytes";
        headers.ETag = ETag.ToString();
        headers.LastModified = HeaderUtilities.FormatDate(Modified);
        // Always saved, never shown: a stranger's file is not a page of ours (RFC 6266).
        headers.ContentDisposition = Attachment(file.Name);
        headers[SharingHeaders.ContentUrn] = file.Sha1.Urn;
        headers[SharingHeaders.ReprDigest] = $"sha-256=:{Base64Of(file.Sha256)}:";
    }

    /// <summary>Content to save under a name.</summary>
    public static string Attachment(string name) => $"attachment; filename*=UTF-8''{Uri.EscapeDataString(name)}";

    private static string Base64Of(Sha256Hash sha256)
    {
        Span<byte> bytes = stackalloc byte[Sha256Hash.Bytes];
        sha256.Write(bytes);
        return Convert.ToBase64String(bytes);
    }
}
