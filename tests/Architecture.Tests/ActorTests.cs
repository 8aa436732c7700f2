using System.Reflection;
using Akka.Actor;
using PeerActors.Actors.Peer;

namespace PeerActors.Architecture.Tests;

/// <summary>How every actor is made and named.</summary>
public sealed class ActorTests
{
    private static IReadOnlyList<Type> All => [.. typeof(PeerSettings).Assembly.GetTypes().Where(static t => typeof(ActorBase).IsAssignableFrom(t) && !t.IsAbstract)];

    [Fact]
    public void Every_actor_is_made_by_its_own_For()
    {
        Assert.NotEmpty(All);
        Assert.Empty(All.Where(static t => !HasFor(t)).Select(static t => $"{t.FullName} has no static For that returns Props."));
    }

    [Fact]
    public void Every_actor_is_sealed_and_not_public_and_says_in_its_name_that_it_is_one() => Assert.Empty(
        All.Where(static t => !t.IsSealed || t.IsVisible || !t.Name.Split('`')[0].EndsWith("Actor", StringComparison.Ordinal)).Select(static t => t.FullName));

    [Fact]
    public void An_actor_without_For_is_recognised() => Assert.Equal((true, false), (HasFor(typeof(Made)), HasFor(typeof(Unmade))));

    private static bool HasFor(Type type) => type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        .Any(static m => m.Name == "For" && m.ReturnType == typeof(Props));

    private sealed class Made
    {
        public static Props For() => Props.Empty;
    }

    private sealed class Unmade
    {
        public Props For() => Props.Empty;
    }
}
