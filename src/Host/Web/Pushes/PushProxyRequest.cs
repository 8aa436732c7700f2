using System.Globalization;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Pushes;

/// <summary>
/// A request to pass a push on: <c>GET /gnutella/push-proxy?ServerId=BASE32</c>, or <c>guid=</c> and hexadecimal digits, with <c>X-Node</c> for
/// where the asker can be dialled (LimeWire's push proxy proposal; gtk-gnutella's spelling is taken as well).
/// </summary>
/// <param name="Sharer">Who is to dial.</param>
/// <param name="File">Which file; servents mostly leave it out.</param>
internal sealed record PushProxyRequest(ServentId Sharer, FileIndex File)
{
    private static readonly string[] Paths = ["/gnutella/push-proxy", "/gnutella/pushproxy", "/gnet/push-proxy"];

    /// <summary>True for a request of this kind, whether it makes sense or not.</summary>
    public static bool Is(HttpRequest request) => Paths.Contains(request.Path.Value, StringComparer.OrdinalIgnoreCase);

    /// <summary>Reads the query; null when it names no servent.</summary>
    public static PushProxyRequest? Read(IQueryCollection query)
    {
        if (ReadSharer(query) is not { } sharer) return null;
        return new(sharer, new(uint.TryParse(query["file"], NumberStyles.None, CultureInfo.InvariantCulture, out var file) ? file : 0));
    }

    private static ServentId? ReadSharer(IQueryCollection query)
    {
        const char Padding = '=';
        if (ServentId.TryParse(query["guid"], out var sharer)) return sharer;
        Span<byte> bytes = stackalloc byte[ServentId.Bytes];
        return query["ServerId"].ToString() is { Length: > 0 } text && Base32.TryDecode(text.TrimEnd(Padding), bytes) ? ServentId.Read(bytes) : null;
    }
}
