using System.Text;
using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.TestKit;

namespace PeerActors.Interop.Gnutella;

/// <summary>A peer as deployed that shares what the recorded servent shared, byte for byte as far as that is known, and two files more.</summary>
internal sealed class RecordedShare : IAsyncDisposable
{
    /// <summary>A file for whoever wants to know that everything before was dealt with.</summary>
    public const string Landmark = "landmark.txt";

    private readonly string _folder = Directory.CreateTempSubdirectory("interop-").FullName;
    private readonly CancellationTokenSource _over = new();
    private readonly Recorder<ILinkEvent> _links = new();
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DataFolder _data = null!;
    private IPeerHost _host = null!;
    private Task _recording = Task.CompletedTask;

    private RecordedShare() { }

    /// <summary>Where it listens.</summary>
    public PeerAddress Address => _host.Peer.Address;

    public IPeerGateway Gateway => _host.Peer.Gateway;

    /// <summary>Names and contents of the small files; the recorded servent had one more, of 3,000,000 bytes that nobody kept.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = new SortedDictionary<string, string>(
        Enumerable.Range(1, 5).ToDictionary(static n => $"alpha_document_{n}.txt", Text).Append(new("green mountain river song.mp3", Text(1))).ToDictionary(), StringComparer.Ordinal);

    /// <param name="change">Settings other than the defaults.</param>
    /// <param name="more">Further files, by name.</param>
    public static async Task<RecordedShare> Start(Func<PeerSettings, PeerSettings>? change = null, params (string Name, string Text)[] more)
    {
        var peer = new RecordedShare();
        var shared = Directory.CreateDirectory(Path.Combine(peer._folder, "shared")).FullName;
        foreach (var (name, text) in Files) await File.WriteAllTextAsync(Path.Combine(shared, name), text);
        await File.WriteAllBytesAsync(Path.Combine(shared, "alpha_bigfile.bin"), new byte[3_000_000]);
        await File.WriteAllTextAsync(Path.Combine(shared, Landmark), "here\n");
        foreach (var (name, text) in more) await File.WriteAllTextAsync(Path.Combine(shared, name), text);
        var reference = PeerSettings.Reference();
        var settings = reference with
        {
            Listen = new(PeerAddress.Loopback, 0),
            Shares = reference.Shares with { Folders = [shared] },
            Links = reference.Links with { DialDiscovered = false },
        };
        peer._data = DataFolder.Open(Path.Combine(peer._folder, "data"));
        peer._host = await PeerHost.StartAsync(new(peer._data, change?.Invoke(settings) ?? settings), TextWriter.Null, CancellationToken.None);
        peer._recording = peer.Record(Files.Count + 2 + more.Length);
        await peer._ready.Task.WaitAsync(Wire.Patience);
        return peer;
    }

    /// <summary>How a link has ended; waits for that.</summary>
    public async Task<LinkClosed> Closed() => (LinkClosed)await _links.WaitFor(static e => e is LinkClosed, limit: Wire.Patience);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _over.CancelAsync();
        await _recording;
        _data.Dispose();
        _over.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Text(int number) => $"alpha test document number {number} served by instance A\n";

    private async Task Record(int files)
    {
        try
        {
            await foreach (var e in _host.Events(_over.Token))
            {
                if (e is LibraryReady library && library.Files == files) _ready.TrySetResult();
                if (e is LinkHappened link) _links.Add(link.Event);
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
