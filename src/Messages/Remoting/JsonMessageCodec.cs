using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Remoting;

/// <summary>A record as JSON, by source-generated code.</summary>
/// <typeparam name="T">The record.</typeparam>
public sealed class JsonMessageCodec<T> : IMessageCodec
    where T : notnull
{
    /// <summary>Objects and arrays in each other at most. Deeper text is refused while it is read, before anything is made of it.</summary>
    public const int MaxDepth = 64;

    private readonly JsonTypeInfo<T> _type;

    internal JsonMessageCodec(string name, int version, JsonTypeInfo<T> type)
    {
        if (type.Options.MaxDepth > MaxDepth) throw new ArgumentException($"The options of {name} allow a depth of {type.Options.MaxDepth}; {MaxDepth} is allowed (0 stands for that).", nameof(type));
        (Name, Version, _type) = (ServiceName.Checked(name, "a message"), Math.Max(version, 1), type);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int Version { get; }

    /// <inheritdoc/>
    public Type Type => typeof(T);

    /// <inheritdoc/>
    public Payload Write(object message) => Payload.Own(JsonSerializer.SerializeToUtf8Bytes((T)message, _type));

    /// <inheritdoc/>
    public bool TryRead(Payload payload, out object? message, out string? problem)
    {
        (message, problem) = (null, null);
        try
        {
            message = JsonSerializer.Deserialize(payload.Span, _type);
            problem = message is null ? "it is null" : null;
        }
        catch (Exception garbled) when (garbled is JsonException or NotSupportedException or ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // The record's own constructor judges its fields, in whatever words it has.
            problem = $"{payload.Length:N0} bytes of JSON are no {Name}: {garbled.Message}";
        }

        return problem is null;
    }
}
