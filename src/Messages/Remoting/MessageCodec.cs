using System.Text.Json.Serialization.Metadata;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Remoting;

/// <summary>Makes codecs.</summary>
public static class MessageCodec
{
    /// <summary>A record of the user's own as JSON.</summary>
    /// <param name="name">Under which it crosses.</param>
    /// <param name="version">Of its layout.</param>
    /// <param name="type">Source-generated, such as <c>GreeterJson.Default.Hello</c>. Its options must allow no more depth than
    /// <see cref="JsonMessageCodec{T}.MaxDepth"/>, which is what they do by default.</param>
    public static IMessageCodec Json<T>(string name, int version, JsonTypeInfo<T> type)
        where T : notnull => new JsonMessageCodec<T>(name, version, type);

    /// <summary>Bytes as they are; the message is a <see cref="Payload"/>.</summary>
    public static IMessageCodec Bytes(string name, int version) => new BytesMessageCodec(name, version);
}
