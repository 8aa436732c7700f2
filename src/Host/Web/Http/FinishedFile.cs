using PeerActors.Actors.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>A file that is there already under the final name: what is wanted, or something else that must not be touched.</summary>
internal static class FinishedFile
{
    public static async Task<FetchOutcome> CheckAsync(string path, long? size, ExpectedHashes wanted, Memory<byte> buffer, CancellationToken stopping)
    {
        if (!wanted.Any) return DiskTrouble.CannotStore($"{path} exists, and no hash is known that would tell whether it is what is wanted. Choose another place with --out.");
        using var handle = File.OpenHandle(path, options: FileOptions.Asynchronous);
        var length = RandomAccess.GetLength(handle);
        if (size is not null && size != length) return SomethingElse(path, $"{length:N0} bytes instead of {size:N0}");

        using var hashes = new RunningHashes();
        var at = 0L;
        while (await RandomAccess.ReadAsync(handle, buffer, at, stopping) is var read and > 0)
        {
            hashes.Append(buffer.Span[..read]);
            at += read;
        }

        var content = hashes.Current();
        return wanted.Contradiction(content) is { } other
            ? SomethingElse(path, other)
            : new Fetched(path, at, ResumedFrom: at, content.Sha1, content.Sha256, wanted.Kinds);
    }

    private static FetchFailed SomethingElse(string path, string difference) =>
        DiskTrouble.CannotStore($"{path} exists and is something else ({difference}). It was left as it is; choose another place with --out.");
}
