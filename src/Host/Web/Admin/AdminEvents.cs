using System.Text.Json.Serialization;

namespace PeerActors.Host.Web.Admin;

/// <summary>A line of the answer to <c>POST /search</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(SearchStartedLine), "searchStarted")]
[JsonDerivedType(typeof(HitLine), "hit")]
[JsonDerivedType(typeof(SearchFinishedLine), "searchFinished")]
internal abstract record SearchLine;

/// <summary>The query went out.</summary>
internal sealed record SearchStartedLine(int Links) : SearchLine;

/// <summary>Somebody has it. The name is as it came from the wire. SHA-1 in base32 as servents write it, SHA-256 in hexadecimal.</summary>
internal sealed record HitLine(
    long Hit, string Peer, string Address, uint Index, string Name, long Size, string? Sha1, string? Sha256, int Hops, uint Speed) : SearchLine
{
    /// <summary>True when the sharer says that it cannot be dialled.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool MustPush { get; init; }
}

/// <summary>Nothing more comes.</summary>
internal sealed record SearchFinishedLine(int Hits, string End, string? Detail) : SearchLine;

/// <summary>A line of the answer to <c>POST /get</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ProgressLine), "progress")]
[JsonDerivedType(typeof(FinishedLine), "finished")]
[JsonDerivedType(typeof(FailedLine), "failed")]
internal abstract record DownloadLine;

/// <summary>Bytes arrived, or a source is being tried.</summary>
internal sealed record ProgressLine(long Bytes, long? Total, string Source) : DownloadLine
{
    /// <summary>Our place in the sharer's queue, from 1; 0 when it tells none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Queued { get; init; }

    /// <summary>True while the sharer was asked to dial us and has not done so yet.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool AwaitsPush { get; init; }
}

/// <summary>The file is complete under its final name. Both hashes are of what arrived; <c>Verified</c> names those that somebody had named and
/// that are equal: <c>sha1</c>, <c>sha256</c>.</summary>
internal sealed record FinishedLine(string Path, long Bytes, long ResumedFrom, string Sha1, string Sha256, IReadOnlyList<string> Verified) : DownloadLine;

/// <summary>Nothing is under the final name.</summary>
internal sealed record FailedLine(string Failure, string Detail) : DownloadLine;
