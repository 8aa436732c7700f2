using System.Globalization;
using System.Security.Cryptography;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.TestKit;

/// <summary>Fetches from another peer of the scenario: asks its library as its web front would, and hashes the bytes.</summary>
internal sealed class ScenarioFetcher(Scenario scenario) : IFetcher
{
    public async Task<FetchOutcome> FetchAsync(FetchOrder order, Action<FetchProgress> progress, CancellationToken stopping)
    {
        var url = order.Source.Url;
        if (!PeerAddress.TryParse(url.Authority, out var address) || scenario.At(address) is not { IsUp: true } sharer)
            return new FetchFailed(DownloadFailure.Unreachable, $"nobody answers at {url.Authority}", OtherSourceMayHelp: true);
        if (await FindAsync(sharer, url, stopping) is not { } file)
            return new FetchFailed(DownloadFailure.NotThere, $"{sharer.Name} does not have it", OtherSourceMayHelp: true);

        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long bytes = 0;
        foreach (var block in VirtualShareDisk.ContentOf(file.Path, file.Size))
        {
            sha1.AppendData(block.Span);
            sha256.AppendData(block.Span);
            progress(new(bytes += block.Length, file.Size));
        }

        var got = (Sha1: Sha1Hash.Read(sha1.GetHashAndReset()), Sha256: Sha256Hash.Read(sha256.GetHashAndReset()));
        if (order.Target.Sha256 is { } wanted && wanted != got.Sha256)
            return new FetchFailed(DownloadFailure.WrongHash, "the content is not what was asked for", OtherSourceMayHelp: true);
        return new Fetched(order.Path ?? "/downloads/" + order.Target.Name, bytes, 0, got.Sha1, got.Sha256, order.Target.Sha256 is null ? VerifiedHashes.None : VerifiedHashes.Sha256);
    }

    private static Task<SharedFile?> FindAsync(ScenarioPeer sharer, Uri url, CancellationToken stopping)
    {
        if (url.Query.Length > 1 && Sha1Hash.TryParse(Uri.UnescapeDataString(url.Query[1..]), out var sha1)) return sharer.On.Gateway.FindFile(sha1, stopping: stopping);
        var parts = url.AbsolutePath.Split('/', 4);
        return parts is ["", "get", var index, var name] && uint.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? sharer.On.Gateway.FindFile(new FileIndex(number), Uri.UnescapeDataString(name), stopping: stopping)
            : Task.FromResult<SharedFile?>(null);
    }
}
