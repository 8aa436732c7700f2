using System.Text.Json.Serialization;

namespace PeerActors.Host.Web.Admin;

/// <summary>Body of <c>POST /search</c>.</summary>
/// <param name="Words">What to look for: words, and hashes as <c>urn:sha1:…</c>.</param>
/// <param name="Seconds">How long to wait for hits.</param>
/// <param name="Max">End early at so many hits.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record SearchRequest(string Words, double Seconds, int Max);

/// <summary>Body of <c>POST /browse</c>, which is answered as <c>POST /search</c> is.</summary>
/// <param name="Host">Whose files to list, HOST:PORT.</param>
/// <param name="Max">End early at so many files.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BrowseRequest(string Host, int Max);

/// <summary>Body of <c>POST /get</c>: a hit or a URL, one of them.</summary>
/// <param name="Hit">Number of a hit of an earlier search.</param>
/// <param name="Url">Where the file is.</param>
/// <param name="Path">Absolute path of the finished file; null for the download folder.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GetRequest(long? Hit = null, string? Url = null, string? Path = null);

/// <summary>Body of <c>POST /links</c>.</summary>
/// <param name="Join">Address to dial, and to go on dialling.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record JoinRequest(string Join);

/// <summary>Body of <c>POST /peers</c>.</summary>
/// <param name="Peer">Who must be there.</param>
/// <param name="Address">Where to dial, and to go on dialling.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record DialRequest(string Peer, string Address);

/// <summary>The peer that is being dialled.</summary>
internal sealed record DialAccepted(string Peer, string Address);

/// <summary>Why a request was not carried out.</summary>
internal sealed record AdminError(string Error);

/// <summary>The address that is being dialled.</summary>
internal sealed record JoinAccepted(string Join);
