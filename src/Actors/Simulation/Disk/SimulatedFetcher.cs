using System.Globalization;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Simulation.Disk;

/// <summary>
/// Fetches from another peer of the simulation as its web front would: asks the sharer's library, takes the time that the way and the bytes take, and
/// compares hashes. A way that is not free at the start or at the end fails; a sharer that dialled us itself may be behind a firewall.
/// </summary>
/// <param name="network">The way.</param>
/// <param name="own">Who fetches.</param>
/// <param name="ask">Asks the library of the peer at a host; null when it does not have the file, or is not up.</param>
/// <param name="after">Does something after a while.</param>
internal sealed class SimulatedFetcher(
    SimulatedNetwork network, SimulatedHost own, Func<SimulatedHost, IFileQuery, Task<SharedFile?>> ask, SimulatedFetcher.Waiting after) : IFetcher
{
    /// <summary>Answers after a while.</summary>
    internal delegate Task<FetchOutcome> Waiting(TimeSpan delay, Func<FetchOutcome> what);

    /// <inheritdoc/>
    public Task<FetchOutcome> FetchAsync(FetchOrder order, Action<FetchProgress> progress, CancellationToken stopping)
    {
        var url = order.Source.Url;
        var pushed = (order.Connection as SimulatedGivenConnection)?.Sharer;
        if ((pushed ?? HostOf(url)) is not { } sharer || !IsFree(sharer, pushed is not null))
            return Task.FromResult<FetchOutcome>(new FetchFailed(DownloadFailure.Unreachable, $"nobody answers at {url.Authority}", OtherSourceMayHelp: true));
        if (QueryOf(url) is not { } query)
            return Task.FromResult<FetchOutcome>(new FetchFailed(DownloadFailure.NotThere, $"{url} names no file", OtherSourceMayHelp: true));
        return Take(order, sharer, pushed is not null, ask(sharer, query), progress);
    }

    private async Task<FetchOutcome> Take(FetchOrder order, SimulatedHost sharer, bool hasDialled, Task<SharedFile?> asked, Action<FetchProgress> progress)
    {
        if (await asked is not { } file) return new FetchFailed(DownloadFailure.NotThere, $"{sharer.Name} does not have it", OtherSourceMayHelp: true);
        return await after(TimeOf(sharer, file.Size), () =>
        {
            if (!IsFree(sharer, hasDialled)) return new FetchFailed(DownloadFailure.Unreachable, $"the connection to {sharer.Name} broke", OtherSourceMayHelp: true);
            if (order.Target.Sha256 is { } wanted && wanted != file.Sha256)
                return new FetchFailed(DownloadFailure.WrongHash, "the content is not what was asked for", OtherSourceMayHelp: true);
            progress(new(file.Size, file.Size));
            return new Fetched(order.Path ?? "/downloads/" + order.Target.Name, file.Size, 0, file.Sha1, file.Sha256, order.Target.Sha256 is null ? VerifiedHashes.None : VerifiedHashes.Sha256);
        });
    }

    private SimulatedHost? HostOf(Uri url) => PeerAddress.TryParse(url.Authority, out var address) ? network.At(address.Ip) : null;

    private bool IsFree(SimulatedHost sharer, bool hasDialled) => (hasDialled || !sharer.IsFirewalled) && sharer.Listeners.Count > 0 && network.Reaches(own, sharer) && network.Reaches(sharer, own);

    private TimeSpan TimeOf(SimulatedHost sharer, long bytes)
    {
        var shape = network.ShapeOf(own, sharer);
        var rate = Math.Min(shape.BytesPerSecond == 0 ? long.MaxValue : shape.BytesPerSecond, sharer.Uplink == 0 ? long.MaxValue : sharer.Uplink);
        return shape.Latency.Least * 2 + TimeSpan.FromSeconds((double)bytes / rate);
    }

    private static IFileQuery? QueryOf(Uri url)
    {
        if (url.Query.Length > 1 && Sha1Hash.TryParse(Uri.UnescapeDataString(url.Query[1..]), out var sha1)) return new FindFileByHash(default, sha1);
        var parts = url.AbsolutePath.Split('/', 4);
        return parts is ["", "get", var index, var name] && uint.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new FindFileByName(default, new(number), Uri.UnescapeDataString(name))
            : null;
    }
}
