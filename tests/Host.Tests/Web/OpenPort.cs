using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using PeerActors.Actors.Peer;
using PeerActors.Host.Tests.Composition;
using PeerActors.Host.Web;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Web;

/// <summary>A real public port on loopback with a library of its own.</summary>
internal sealed class OpenPort : IAsyncDisposable
{
    private OpenPort(PublicPort port, FakeFiles files, PortCounters counters, TemporaryFolder folder) =>
        (Port, Files, Counters, Folder) = (port, files, counters, folder);

    public static HttpSettings Settings { get; } = new()
    {
        MaxConnections = 500,
        MaxPerAddress = 500,
        FirstBytesTimeout = TimeSpan.FromSeconds(60),
        HeaderTimeout = TimeSpan.FromSeconds(60),
        MinRate = 240,
        AdminListen = new PeerAddress(0x7F000001, 0),
        AdminMaxConnections = 64,
        AdminMaxRequest = 64 * 1024,
    };

    public PublicPort Port { get; }

    public FakeFiles Files { get; }

    public PortCounters Counters { get; }

    public TemporaryFolder Folder { get; }

    public Uri Url(string target) => new($"http://{Port.Address}{target}");

    /// <summary>A front without limits, as far as reference.conf knows none.</summary>
    public static WebFront Front(FakeFiles files, PortCounters counters) => new(files, counters, new RateLimit(0, TimeProvider.System), TestSettings.Default.Browse, TimeProvider.System);

    public static async Task<OpenPort> Start(HttpSettings? settings = null, GnutellaHandler? gnutella = null, Func<WebFront, WebFront>? front = null)
    {
        var (files, counters) = (new FakeFiles(), new PortCounters());
        var served = Front(files, counters);
        var port = await PublicPort.OpenAsync(
            new PeerAddress(0x7F000001, 0), settings ?? Settings, gnutella ?? GreetAndEnd, front?.Invoke(served) ?? served, CancellationToken.None);
        return new(port, files, counters, new TemporaryFolder());
    }

    /// <summary>Where a shared file is; the folder above holds no shared ones.</summary>
    public string PathOf(string name) => Path.Combine(Directory.CreateDirectory(Folder["shared"]).FullName, name);

    /// <summary>Puts a file into the library.</summary>
    public TestFile Share(string name, int length, int seed = 1)
    {
        var file = new TestFile(length, seed);
        Files.Add(file.WriteTo(PathOf(name)));
        return file;
    }

    public Task<RawClient> Connect() => RawClient.Connect(Port.Address.ToEndPoint());

    public async ValueTask DisposeAsync()
    {
        await Port.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>Reads a greeting up to its blank line, repeats it to the far end, and is done.</summary>
    private static async Task GreetAndEnd(IDuplexPipe pipe, PeerAddress remote, Action end)
    {
        while (true)
        {
            var read = await pipe.Input.ReadAsync();
            var greeting = Encoding.ASCII.GetString(read.Buffer.ToArray());
            pipe.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (!greeting.EndsWith("\n\n", StringComparison.Ordinal)) continue;
            await pipe.Output.WriteAsync(Encoding.ASCII.GetBytes($"heard {greeting}"));
            return;
        }
    }
}
