using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Interop.Curl;

/// <summary>A peer as deployed, that shares two files on a loopback port; one for all tests of a class.</summary>
public class SharingPeer : IAsyncLifetime
{
    public const string Name = "Blue Train – Ñ 100%.flac";
    public const string Other = "liner notes.txt";

    private readonly string _folder = Directory.CreateTempSubdirectory("interop-").FullName;
    private DataFolder _data = null!;
    private IPeerHost _host = null!;

    /// <summary>The larger file.</summary>
    public byte[] Bytes { get; } = new byte[3_000_001];

    /// <summary>The smaller one.</summary>
    public byte[] OtherBytes { get; } = "Recorded on a Sunday.\n"u8.ToArray();

    /// <summary>Where it listens.</summary>
    public string Address => _host.Peer.Address.ToString();

    /// <summary>Of the larger file, in base32.</summary>
    public string Sha1 { get; private set; } = "";

    /// <summary>URL of a shared file by number and name.</summary>
    public string Url(string name = Name) => $"http://{Address}/get/1/{Uri.EscapeDataString(name)}";

    /// <summary>The same over TLS.</summary>
    public string SecureUrl(string name = Name) => $"https://{Address}/get/1/{Uri.EscapeDataString(name)}";

    /// <summary>A new path beside the shared folder.</summary>
    public string Fresh() => Path.Combine(_folder, Path.GetRandomFileName());

    /// <summary>The peer.</summary>
    public IPeerGateway Gateway => _host.Peer.Gateway;

    /// <summary>How its uploads are doing.</summary>
    public Task<UploadsStatus> Uploads() => _host.Peer.Gateway.Uploads();

    /// <summary>Changes its settings.</summary>
    protected virtual PeerSettings Adjust(PeerSettings settings) => settings;

    public async Task InitializeAsync()
    {
        new Random(7).NextBytes(Bytes);
        var shared = Directory.CreateDirectory(Path.Combine(_folder, "shared")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(shared, Name), Bytes);
        await File.WriteAllBytesAsync(Path.Combine(shared, Other), OtherBytes);
        await File.WriteAllTextAsync(Path.Combine(_folder, "secret.txt"), "secret");
        var reference = PeerSettings.Reference();
        var settings = reference with { Listen = new(0x7F00_0001, 0), Shares = reference.Shares with { Folders = [shared] } };
        _data = DataFolder.Open(Path.Combine(_folder, "data"));
        _host = await PeerHost.StartAsync(new(_data, Adjust(settings)), TextWriter.Null, CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await foreach (var e in _host.Events(patience.Token))
            if (e is LibraryReady { Files: 2 }) break;
        Sha1 = (await _host.Peer.Gateway.FindFile(new FileIndex(1), Name, stopping: patience.Token))!.Sha1.ToString();
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _data.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
