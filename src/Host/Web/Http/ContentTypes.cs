using System.Collections.Frozen;

namespace PeerActors.Host.Web.Http;

/// <summary>Media types of shared files. What a browser would run (HTML, SVG, scripts) is plain bytes: a stranger's file is shown nowhere.</summary>
internal static class ContentTypes
{
    public const string Bytes = "application/octet-stream";

    /// <summary>Query hits, one behind the other (browse host).</summary>
    public const string Packets = "application/x-gnutella-packets";

    public const string PlainText = "text/plain; charset=utf-8";

    private static readonly FrozenDictionary<string, string> ByExtension = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".txt"] = PlainText,
        [".md"] = PlainText,
        [".csv"] = "text/csv",
        [".json"] = "application/json",
        [".pdf"] = "application/pdf",
        [".zip"] = "application/zip",
        [".gz"] = "application/gzip",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".png"] = "image/png",
        [".gif"] = "image/gif",
        [".webp"] = "image/webp",
        [".mp3"] = "audio/mpeg",
        [".flac"] = "audio/flac",
        [".ogg"] = "audio/ogg",
        [".opus"] = "audio/ogg",
        [".wav"] = "audio/wav",
        [".mp4"] = "video/mp4",
        [".mkv"] = "video/matroska",
        [".webm"] = "video/webm",
        [".epub"] = "application/epub+zip",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static string Of(string name) => ByExtension.GetValueOrDefault(Path.GetExtension(name), Bytes);
}
