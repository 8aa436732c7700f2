using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Remoting;

/// <summary>
/// What may be said to a service and by it: the one thing that both sides must agree on. What is not registered here does not cross, in either direction.
/// </summary>
public sealed class ServiceContract
{
    /// <summary>Largest message by default, in bytes; it fits into a frame of a peer link as its defaults stand.</summary>
    public const int DefaultMaxBytes = 60 * 1024;

    private readonly FrozenDictionary<Type, IMessageCodec> _writers;
    private readonly FrozenDictionary<string, IMessageCodec> _readers;
    private readonly FrozenDictionary<IMessageCodec, ServiceManifests> _manifests;

    /// <summary>Makes a contract.</summary>
    /// <param name="service">The name of the service.</param>
    /// <param name="codecs">One for each name and version. Where a type has several, the first writes, and the others only read: that is how a new version is
    /// introduced.</param>
    /// <exception cref="ArgumentException">A name is not sound, or two codecs have one name and version.</exception>
    public ServiceContract(string service, params ImmutableArray<IMessageCodec> codecs)
    {
        Service = ServiceName.Checked(service, "a service");
        if (codecs.GroupBy(ManifestOf, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Service {service} has two codecs for {twice.Key}; a name and version stand for one layout.", nameof(codecs));
        _readers = codecs.ToFrozenDictionary(ManifestOf, StringComparer.Ordinal);
        _manifests = codecs.ToFrozenDictionary(static c => c, c => ServiceManifests.Of(service, ManifestOf(c)));
        _writers = codecs.GroupBy(static c => c.Type).ToFrozenDictionary(static g => g.Key, static g => g.First());
    }

    /// <summary>The name of the service.</summary>
    public string Service { get; }

    /// <summary>Largest message that is sent or taken, in bytes. Default 60 KiB.</summary>
    public int MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>How a kind of message is named on the wire.</summary>
    public static string ManifestOf(IMessageCodec codec) => string.Create(CultureInfo.InvariantCulture, $"{codec.Name}/{codec.Version}");

    /// <summary>How messages of a codec of this contract are named between services.</summary>
    public ServiceManifests ManifestsOf(IMessageCodec codec) => _manifests[codec];

    /// <summary>Makes bytes of a message.</summary>
    /// <exception cref="UnregisteredMessageException">No codec is registered for its type.</exception>
    /// <exception cref="OversizedMessageException">It takes more than <see cref="MaxBytes"/>.</exception>
    public (IMessageCodec Codec, Payload Payload) Write(object message)
    {
        if (!_writers.TryGetValue(message.GetType(), out var codec)) throw new UnregisteredMessageException(Service, message.GetType());
        var payload = codec.Write(message);
        return payload.Length <= MaxBytes ? (codec, payload) : throw new OversizedMessageException(Service, codec.Name, payload.Length, MaxBytes);
    }

    /// <summary>Makes a message of bytes that came from a peer.</summary>
    /// <param name="manifest">As <see cref="ManifestOf"/> has it.</param>
    /// <param name="payload">As it came.</param>
    public MessageReading Read(string manifest, Payload payload)
    {
        if (!_readers.TryGetValue(manifest, out var codec)) return new(null, ServiceRefusal.UnknownMessage, $"service {Service} understands no {manifest}");
        if (payload.Length > MaxBytes) return new(null, ServiceRefusal.TooLarge, $"a {manifest} of {payload.Length:N0} bytes came, service {Service} takes {MaxBytes:N0}");
        return codec.TryRead(payload, out var message, out var problem) ? new(message, default, null) : new(null, ServiceRefusal.BadMessage, problem);
    }
}

/// <summary>What came of the bytes of a message.</summary>
/// <param name="Message">Null when it is refused.</param>
/// <param name="Refusal">Why it is refused, to be counted; of no meaning when it is not.</param>
/// <param name="Detail">What was seen and what is allowed; null when it is not refused.</param>
public readonly record struct MessageReading(object? Message, ServiceRefusal Refusal, string? Detail);
