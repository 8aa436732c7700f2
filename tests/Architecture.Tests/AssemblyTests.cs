using System.Reflection;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Links;

namespace PeerActors.Architecture.Tests;

/// <summary>Which assembly may know which.</summary>
public sealed class AssemblyTests
{
    private static readonly Assembly Messages = typeof(LinkOpened).Assembly;
    private static readonly Assembly Actors = typeof(PeerSettings).Assembly;

    [Fact]
    public void Messages_knows_the_base_library_and_Protobuf_only() =>
        Assert.All(References(Messages), static name => Assert.True(IsBaseLibrary(name) || name == "Google.Protobuf", $"PeerActors.Messages refers to {name}."));

    [Fact]
    public void Actors_knows_the_base_library_Akka_and_Messages_only() => Assert.All(
        References(Actors),
        static name => Assert.True(IsBaseLibrary(name) || name is "Akka" or "PeerActors.Messages" or "Google.Protobuf", $"PeerActors.Actors refers to {name}."));

    [Fact]
    public void No_production_assembly_knows_the_tests() => Assert.All(
        new[] { Messages, Actors, Assembly.Load("peer") }.SelectMany(References),
        static name => Assert.False(IsTest(name), $"A production assembly refers to {name}."));

    [Theory]
    [InlineData("System.Runtime", true)]
    [InlineData("System", true)]
    [InlineData("Microsoft.Win32.Primitives", true)]
    [InlineData("Microsoft.AspNetCore.Http", false)]
    [InlineData("SystemX", false)]
    [InlineData("Akka", false)]
    public void The_base_library_is_recognised(string name, bool isBaseLibrary) => Assert.Equal(isBaseLibrary, IsBaseLibrary(name));

    [Theory]
    [InlineData("PeerActors.TestKit", true)]
    [InlineData("PeerActors.Actors.Tests", true)]
    [InlineData("xunit.core", true)]
    [InlineData("PeerActors.Actors", false)]
    public void A_test_assembly_is_recognised(string name, bool isTest) => Assert.Equal(isTest, IsTest(name));

    private static IEnumerable<string> References(Assembly assembly) => assembly.GetReferencedAssemblies().Select(static r => r.Name!);

    /// <summary>Microsoft.Win32.Primitives is where the base library keeps the root of SocketException.</summary>
    private static bool IsBaseLibrary(string name) =>
        name is "System" or "netstandard" or "mscorlib" or "Microsoft.Win32.Primitives" || name.StartsWith("System.", StringComparison.Ordinal);

    private static bool IsTest(string name) =>
        name.EndsWith(".Tests", StringComparison.Ordinal) || name.StartsWith("xunit", StringComparison.Ordinal)
        || name is "PeerActors.TestKit" or "PeerActors.Scenarios" or "PeerActors.Interop" or "PeerActors.Benchmarks" or "FsCheck";
}
