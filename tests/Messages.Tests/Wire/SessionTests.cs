using System.Buffers;
using System.Text;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>Whole recorded connections.</summary>
public class SessionTests
{
    public static TheoryData<string> Names => [.. Sessions.Names];

    [Theory, MemberData(nameof(Names))]
    public void A_recorded_connection_is_read_to_its_end_and_written_as_it_was(string name)
    {
        var (greeting, bytes) = Sessions.Open(name);
        Assert.NotEmpty(greeting);
        Assert.All(greeting, static block => Assert.True(block.Line.IsModern));
        var output = new ArrayBufferWriter<byte>();
        foreach (var block in greeting) GreetingWriter.Instance.Write(block, output);
        Assert.StartsWith(Encoding.Latin1.GetString(output.WrittenSpan), Encoding.Latin1.GetString(Vectors.Bytes($"sessions/{name}")), StringComparison.Ordinal);

        output = new ArrayBufferWriter<byte>();
        foreach (var descriptor in Sessions.Descriptors(name)) DescriptorWriter.Instance.Write(descriptor, output);
        Assert.Equal(bytes, output.WrittenSpan.ToArray());
    }

    [Fact]
    public void The_recorded_connections_hold_every_kind_that_real_servents_send()
    {
        var kinds = Sessions.Names.SelectMany(Sessions.Descriptors).Select(static d => d.Kind).ToHashSet();
        Assert.Superset(
            new HashSet<DescriptorKind>([DescriptorKind.Ping, DescriptorKind.Pong, DescriptorKind.Bye, DescriptorKind.QueryRouting, DescriptorKind.Vendor, DescriptorKind.Push, DescriptorKind.Query, DescriptorKind.QueryHit]),
            kinds);
    }

    [Fact]
    public void A_deflated_direction_was_among_them()
    {
        Assert.True(Sessions.Open("session_leaf.s2c").Greeting[0].Headers.SendsDeflate());
        Assert.Equal(827, Sessions.Open("session_leaf.s2c").Bytes.Length);
    }
}
