using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>What was recorded between real servents (see vectors/gnutella/README.md).</summary>
internal static class Vectors
{
    /// <summary>The files of one folder below vectors/gnutella, in order.</summary>
    public static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "vectors", "gnutella", folder), "*.bin").Order(StringComparer.Ordinal)];

    public static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "gnutella", name + ".bin"));

    /// <summary>The descriptor in a file.</summary>
    public static T Descriptor<T>(string name)
        where T : Descriptor => Read<T>(Bytes(name));

    /// <summary>The descriptor that these bytes are, no more and no less.</summary>
    public static T Read<T>(byte[] wire)
        where T : Descriptor
    {
        var input = Feed.Whole(wire);
        Assert.Equal(ReadAnswer.Message, new DescriptorReader(Samples.MaxPayload).Read(ref input, out var descriptor, out _));
        Assert.True(input.IsEmpty);
        return Assert.IsType<T>(descriptor);
    }

    /// <summary>What comes out when a descriptor that was made is written and read.</summary>
    public static T Again<T>(T descriptor)
        where T : Descriptor => Read<T>(Samples.Write(descriptor));
}
