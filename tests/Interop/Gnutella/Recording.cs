using System.Buffers;
using System.Collections.Immutable;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Interop.Gnutella;

/// <summary>One direction of a connection, recorded between a real servent and a script (see vectors/gnutella/README.md), taken apart.</summary>
/// <param name="Greeting">Its greeting blocks.</param>
/// <param name="Descriptors">What followed, inflated.</param>
internal sealed record Recording(ImmutableArray<GreetingBlock> Greeting, ImmutableArray<Descriptor> Descriptors)
{
    private const int MaxPayload = 64 * 1024;

    /// <summary>The file of a name below vectors/gnutella.</summary>
    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "gnutella", name + ".bin"));

    /// <summary>A recorded direction.</summary>
    public static Recording Open(string session) => Of(Bytes($"sessions/{session}"));

    /// <summary>As much of a direction as there is so far: a greeting block or a descriptor that has not wholly come is left out.</summary>
    public static Recording Of(ReadOnlyMemory<byte> bytes)
    {
        var rest = new ReadOnlySequence<byte>(bytes);
        var greeting = ImmutableArray.CreateBuilder<GreetingBlock>();
        var reader = new GreetingReader(MaxPayload);
        while (rest.Length > 8 && rest.Slice(0, 8).ToArray().AsSpan().SequenceEqual("GNUTELLA"u8) && reader.Read(ref rest, out var block, out _) == ReadAnswer.Message) greeting.Add(block!);
        if (greeting.Count > 0 && greeting.Any(static b => b.Headers.SendsDeflate())) rest = new(Inflated.SoFar(rest.ToArray()));
        var descriptors = ImmutableArray.CreateBuilder<Descriptor>();
        var codec = new DescriptorReader(MaxPayload);
        while (codec.Read(ref rest, out var descriptor, out _) == ReadAnswer.Message) descriptors.Add(descriptor!);
        return new(greeting.DrainToImmutable(), descriptors.DrainToImmutable());
    }

    /// <summary>The descriptors of one kind.</summary>
    public IEnumerable<T> All<T>()
        where T : Descriptor => Descriptors.OfType<T>();

    /// <summary>Descriptors as bytes.</summary>
    public static byte[] Write(IEnumerable<Descriptor> descriptors)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var descriptor in descriptors) DescriptorWriter.Instance.Write(descriptor, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>A greeting block as bytes.</summary>
    public static byte[] Write(GreetingBlock block)
    {
        var output = new ArrayBufferWriter<byte>();
        GreetingWriter.Instance.Write(block, output);
        return output.WrittenSpan.ToArray();
    }
}
