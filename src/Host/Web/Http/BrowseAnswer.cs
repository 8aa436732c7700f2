using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Net.Http.Headers;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>A form in which files are listed. Pure.</summary>
internal abstract class BrowseAnswer
{
    /// <summary>Its media type.</summary>
    public abstract string ContentType { get; }

    /// <summary>What precedes the files.</summary>
    public virtual ReadOnlyMemory<byte> Opening => default;

    /// <summary>What follows them.</summary>
    /// <param name="listed">Files listed.</param>
    /// <param name="isAll">False when there are more.</param>
    public virtual ReadOnlyMemory<byte> Closing(int listed, bool isAll) => default;

    /// <summary>One page of files.</summary>
    public abstract ReadOnlyMemory<byte> Page(FilesBrowsed page);

    /// <summary>The form that an <c>Accept</c> header asks for: hits for servents that name them, the page for whoever reads HTML; null for neither.</summary>
    public static BrowseAnswer? For(IList<MediaTypeHeaderValue>? accept)
    {
        if (accept is null or []) return new HtmlList();
        if (accept.Any(static type => type.MediaType.Equals(ContentTypes.Packets, StringComparison.OrdinalIgnoreCase))) return new HitPackets();
        return accept.Any(static type => type.MatchesAllTypes || type.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("text/*", StringComparison.OrdinalIgnoreCase))
            ? new HtmlList()
            : null;
    }

    /// <summary>Query hits one behind the other, as they go over a link (browse host protocol, section 2).</summary>
    private sealed class HitPackets : BrowseAnswer
    {
        public override string ContentType => ContentTypes.Packets;

        public override ReadOnlyMemory<byte> Page(FilesBrowsed page)
        {
            var output = new System.Buffers.ArrayBufferWriter<byte>();
            foreach (var hit in page.Hits) DescriptorWriter.Instance.Write(hit, output);
            return output.WrittenMemory;
        }
    }

    /// <summary>A page without scripts, styles or pictures; names are text and nothing else.</summary>
    private sealed class HtmlList : BrowseAnswer
    {
        public override string ContentType => "text/html; charset=utf-8";

        public override ReadOnlyMemory<byte> Opening =>
            "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Shared files</title></head>\n<body><h1>Shared files</h1>\n<ul>\n"u8.ToArray();

        public override ReadOnlyMemory<byte> Page(FilesBrowsed page)
        {
            var text = new StringBuilder();
            foreach (var file in page.Files)
            {
                text.Append(CultureInfo.InvariantCulture, $"<li><a href=\"/get/{file.Index}/{HtmlEncoder.Default.Encode(Uri.EscapeDataString(file.Name))}\">");
                text.Append(CultureInfo.InvariantCulture, $"{HtmlEncoder.Default.Encode(file.Name)}</a> {file.Size:N0} bytes</li>\n");
            }

            return Encoding.UTF8.GetBytes(text.ToString());
        }

        public override ReadOnlyMemory<byte> Closing(int listed, bool isAll) =>
            Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"</ul>\n<p>{listed:N0} files{(isAll ? "" : ", and more that are not listed")}.</p></body></html>\n"));
    }
}
