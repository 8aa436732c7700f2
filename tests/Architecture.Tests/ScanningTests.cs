using PeerActors.Architecture.Tests.Scanning;

namespace PeerActors.Architecture.Tests;

/// <summary>The rules are only as good as what finds their breaches: this proves that it does.</summary>
public sealed class ScanningTests
{
    private static readonly SourceFile[] House =
    [
        new("src/Actors/Links/LinkTable.cs", "namespace PeerActors.Actors.Links;\ninternal sealed class LinkTable;\nclass ConnectionActor;"),
        new("src/Actors/Router/RouteTable.cs", "namespace PeerActors.Actors.Router;\nsealed record RouteTable(int A);\nclass RouterActor;"),
        new("src/Actors/Peer/Fault.cs", "namespace PeerActors.Actors.Peer;\npublic sealed class Fault;\nclass Secret;"),
        new("src/Actors/Transports/ITransport.cs", "public interface ITransport;"),
        new("src/Actors/Transports/Wired/WiredTransport.cs", "class WiredTransport;"),
    ];

    [Theory]
    [InlineData("a // b\nc", "a     \nc")]
    [InlineData("a /* b\n c */ d", "a     \n      d")]
    [InlineData("a \"b // c\" d", "a          d")]
    [InlineData("a \"b \\\" c\" d", "a          d")]
    [InlineData("a @\"b \"\" \\\" d", "a           d")]
    [InlineData("a $\"b {c}\" d", "a          d")]
    [InlineData("a $@\"b\" d", "a       d")]
    [InlineData("a \"\"\"b \" \"\" c\n\"\"\" d", "a            \n    d")]
    [InlineData("a '\"' b '\\'' c \"x\" d", "a     b      c     d")]
    [InlineData("a \"not closed\nb", "a            \nb")]
    [InlineData("a @b", "a @b")]
    public void Comments_and_text_are_blanked_and_code_stays_in_place(string text, string code)
    {
        Assert.Equal(code, CSharpText.CodeOf(text));
        Assert.Equal(text.Length, CSharpText.CodeOf(text).Length);
    }

    [Fact]
    public void A_finding_names_file_and_line() =>
        Assert.Equal("a.cs:3: lock (", Assert.Single(new SourceFile("a.cs", "// lock (\n\nlock (gate) \"lock (\"").Find(Pattern.Of(@"lock \("))).ToString());

    [Fact]
    public void Types_are_found_by_their_declarations() => Assert.Equal(
        ["A", "B", "C", "D", "E", "F"],
        new SourceFile("a.cs", "class A;\npublic readonly struct B;\ninterface C;\nenum D {\n class Inner; }\nrecord E(int X);\ninternal record struct F;\n// class G\nvar s = \"class H\";").Types);

    [Theory]
    [InlineData("using PeerActors.Actors.Router; class A { RouteTable t; }", 1)]
    [InlineData("using X = PeerActors.Actors.Router.RouteTable;", 1)]
    [InlineData("class A { Router.RouteTable t; }", 1)]
    [InlineData("class A { Actors.Router.RouteTable t; }", 1)]
    [InlineData("class A { PeerActors.Actors.Router.RouteTable t; }", 1)]
    [InlineData("class A { void B(\n Router.RouteTable t) { } }", 2)]
    public void A_room_that_names_a_class_of_another_is_found(string code, int line) =>
        Assert.Equal([line], new Rooms(House).Uses(new("src/Actors/Links/A.cs", code), "Router").Select(static f => f.Line).Distinct());

    [Theory]
    [InlineData("using PeerActors.Messages.Router; class A { Ping p; }")]
    [InlineData("using PeerActors.Actors.Router; class A { LinkTable t; }")]
    [InlineData("class A { int RouteTable; IActorRef Router; void B() => Router.Tell(1); }")]
    [InlineData("class A { Messages.Router.RouteTable t; }")]
    [InlineData("// using PeerActors.Actors.Router; RouteTable")]
    public void A_room_that_names_messages_or_its_own_is_left_alone(string code) =>
        Assert.Empty(new Rooms(House).Uses(new("src/Actors/Links/A.cs", code), "Router"));

    [Fact]
    public void A_shared_type_may_be_used_and_others_beside_it_may_not()
    {
        var file = new SourceFile("src/Actors/Links/A.cs", "using PeerActors.Actors.Peer; class A { Fault f;\n Secret s; }");
        Assert.Equal(["Secret"], new Rooms(House).Uses(file, "Peer", "Fault").Select(static f => f.What));
    }

    [Theory]
    [InlineData("Context.ActorOf(ConnectionActor.For(1), name);", 0)]
    [InlineData("Context.ActorOf(\n ConnectionActor.For(1));", 0)]
    [InlineData("Context.ActorOf(RouterActor.For(1));", 1)]
    [InlineData("var a = Context.ActorOf(Props.Create(() => new RouterActor(ConnectionActor.Name)));", 1)]
    [InlineData("Context.ActorOf(props);", 1)]
    [InlineData("Context.ActorOf<RouterActor>();", 1)]
    public void A_spawn_of_another_room_s_actor_is_found(string code, int findings) =>
        Assert.Equal(findings, new Rooms(House).SpawnsOfOthers(new("src/Actors/Links/A.cs", code)).Count());

    [Fact]
    public void Rooms_are_the_folders_that_are_neither_peer_nor_transport() => Assert.Equal(["Links", "Router"], new Rooms(House).Names.Order(StringComparer.Ordinal));

    [Fact]
    public void The_repository_s_own_files_are_found()
    {
        Assert.Contains(Repository.Source("src"), static f => f.Path == "src/Actors/Peer/PeerSettings.cs" && f.Types.Contains("PeerSettings", StringComparer.Ordinal));
        Assert.DoesNotContain(Repository.Source("src"), static f => f.Path.Contains("/obj/", StringComparison.Ordinal));
    }
}
