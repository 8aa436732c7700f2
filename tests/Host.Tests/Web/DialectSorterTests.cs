using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using PeerActors.Host.Web;

namespace PeerActors.Host.Tests.Web;

public sealed class DialectSorterTests
{
    /// <summary>The server tells of the end by a signal of its own, which may be seen before the bytes are.</summary>
    [Theory]
    [InlineData("GNUTELLA CONNECT/0.4\n\n", nameof(PortCount.Gnutella))]
    [InlineData("GNUTELLA", nameof(PortCount.Gnutella))]
    [InlineData("GET / HTTP/1.0\r\n\r\n", nameof(PortCount.Http))]
    [InlineData("\x16\x03\x01", nameof(PortCount.Tls))]
    [InlineData("hello there", nameof(PortCount.ClosedUnknown))]
    [InlineData("GNUT", nameof(PortCount.LeftEarly))]
    [InlineData("", nameof(PortCount.LeftEarly))]
    public async Task What_came_before_the_end_is_told_apart_although_the_end_is_known(string bytes, string counter)
    {
        var (counters, expected) = (new PortCounters(), Enum.Parse<PortCount>(counter));
        var (heard, told) = (new Pipe(), new Pipe());
        await using var connection = new DefaultConnectionContext("c", new Duplex(heard.Reader, told.Writer), new Duplex(told.Reader, heard.Writer))
        {
            ConnectionClosed = new CancellationToken(canceled: true), RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1),
        };
        heard.Writer.Write(System.Text.Encoding.Latin1.GetBytes(bytes));
        await heard.Writer.CompleteAsync();
        var passedOn = "";

        await new DialectSorter(OpenPort.Settings, (pipe, _, _) => Read(pipe.Input), giv: null, counters, (pipe, _, _, _) => Read(pipe.Input)).SortAsync(connection, http => Read(http.Transport.Input));

        Assert.Equal(1, counters[expected]);
        Assert.Equal(expected is PortCount.Gnutella or PortCount.Http or PortCount.Tls ? bytes : "", passedOn);

        async Task Read(PipeReader input) => passedOn = System.Text.Encoding.Latin1.GetString((await input.ReadAsync()).Buffer.ToArray());
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
