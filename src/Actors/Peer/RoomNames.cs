namespace PeerActors.Actors.Peer;

/// <summary>The names of a peer's rooms in its actor tree, as they stand in logs.</summary>
internal static class RoomNames
{
    public const string Access = "access";
    public const string Hosts = "hosts";
    public const string Router = "router";
    public const string Links = "links";
    public const string Library = "library";
    public const string Searches = "searches";
    public const string Downloads = "downloads";
    public const string Uploads = "uploads";
    public const string Pushes = "pushes";
    public const string PeerLinks = "peer-links";
    public const string Services = "services";
    public const string Buddies = "buddies";
}
