using System.Text.RegularExpressions;
using PeerActors.Architecture.Tests.Scanning;

namespace PeerActors.Architecture.Tests;

/// <summary>Who in src/Actors may know whom.</summary>
public sealed class RoomTests
{
    /// <summary>What any room may name of Peer: the kinds of failure by which the supervisor tells whose fault it was.</summary>
    private static readonly string[] SharedByPeer = ["StorageUnavailable"];

    private static readonly IReadOnlyList<SourceFile> Files = Repository.Source(Rooms.Folder);
    private static readonly Rooms House = new(Files);

    [Fact]
    public void A_room_uses_another_room_s_messages_and_never_its_classes() => Finding.None(
        from room in House.Names
        from file in Of(room)
        from other in House.Names
        where other != room
        from use in House.Uses(file, other)
        select use,
        "A room names no class of another room; they meet in messages.");

    [Fact]
    public void A_room_does_not_know_the_peer_around_it() => Finding.None(
        House.Names.SelectMany(Of).SelectMany(static f => House.Uses(f, Rooms.Peer, SharedByPeer)), "A room names nothing of Peer but its kinds of failure.");

    [Fact]
    public void A_room_never_names_a_concrete_transport()
    {
        var carriers = Files.Select(static f => f.FolderBelow("src/Actors/Transports")).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(carriers);
        var named = Pattern.Of($@"\bTransports\.({string.Join('|', carriers)})\b");
        Finding.None(Files.Where(static f => f.FolderBelow(Rooms.Folder) != Rooms.Transports).SelectMany(f => f.Find(named)), "A room sees ITransport, never what carries.");
    }

    [Fact]
    public void A_transport_never_names_a_room() => Finding.None(
        from file in Of(Rooms.Transports)
        from room in House.Names.Append(Rooms.Peer)
        from use in House.Uses(file, room)
        select use,
        "A transport names no room.");

    [Fact]
    public void Only_the_peer_spawns_rooms() => Finding.None(
        Files.Where(static f => f.FolderBelow(Rooms.Folder) != Rooms.Peer).SelectMany(House.SpawnsOfOthers), "Outside of Peer, an actor spawns actors of its own room only, through their For.");

    [Fact]
    public void No_code_outside_of_the_actors_spawns_an_actor() => Finding.None(
        Repository.Source("src").Where(static f => !f.Path.StartsWith("src/Actors/", StringComparison.Ordinal)).SelectMany(House.SpawnsOfOthers), "Only src/Actors spawns actors.");

    [Fact]
    public void A_namespace_is_the_path_of_its_folder()
    {
        var declared = Pattern.Of(@"(?<=^namespace )[\w.]+(?=;)", RegexOptions.Multiline);
        Finding.None(
            Files.SelectMany(f => f.Find(declared)).Where(static n => n.What != Path.GetDirectoryName(n.Path)!.Replace('\\', '/').Replace('/', '.').Replace("src.", "PeerActors.", StringComparison.Ordinal)),
            "The rules above go by folders, and the compiler by namespaces; the two are one.");
    }

    private static IEnumerable<SourceFile> Of(string room) => Files.Where(f => f.FolderBelow(Rooms.Folder) == room);
}
