using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Shares;

/// <summary>What hits say of this peer for as long as it runs.</summary>
/// <param name="Id">Its servent GUID.</param>
/// <param name="Address">Where it serves files.</param>
/// <param name="IsFirewalled">Nobody can dial it: who wants a file must push.</param>
/// <param name="ListsFiles">It lists its files to whoever browses it.</param>
public sealed record Sharer(ServentId Id, PeerAddress Address, bool IsFirewalled = false, bool ListsFiles = false);
