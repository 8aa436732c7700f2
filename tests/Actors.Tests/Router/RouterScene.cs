using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Router;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Router;

/// <summary>A router among probes: its links with the traits that a test gives them, its library, its user.</summary>
internal sealed class RouterScene : IAsyncDisposable
{
    public static readonly ServentId Self = new(1, 1);
    public static readonly PeerAddress Own = new(0x0A000001, 6346);
    public static readonly PeerAddress Elsewhere = new(0x0A000009, 6346);

    private readonly ActorSystem _system = ActorSystem.Create("router", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly Dictionary<long, TestProbe> _links = [];

    public RouterScene(Func<RouterSettings, RouterSettings>? change = null)
    {
        (Library, User) = (TestProbe.In(_system), TestProbe.In(_system));
        var settings = Quick(PeerSettings.Reference().Router);
        Router = _system.ActorOf(RouterActor.For(change?.Invoke(settings) ?? settings, Self, Own, Clock, new Random(1), TestProbe.In(_system).Ref));
        Library.Send(Router, new ShareSize(1, 1024));
    }

    public static NeighbourTraits Leaf { get; } = new() { Mode = PeerMode.Leaf, OwnMode = PeerMode.Ultrapeer, RoutesQueries = true };

    public static NeighbourTraits Ultrapeer { get; } = new()
    {
        Mode = PeerMode.Ultrapeer, OwnMode = PeerMode.Ultrapeer, RoutesQueries = true, RoutesUltrapeerQueries = true, DynamicQuerying = true, Degree = 16,
    };

    /// <summary>An ultrapeer that we are a leaf of.</summary>
    public static NeighbourTraits Shield { get; } = Ultrapeer with { OwnMode = PeerMode.Leaf };

    public IActorRef Router { get; }

    public ManualClock Clock { get; } = new();

    public TestProbe Library { get; }

    public TestProbe User { get; }

    public TestProbe Link(long number) => _links[number];

    /// <summary>Opens a link and waits until the router has greeted over it.</summary>
    public Task Open(long number, NeighbourTraits traits) => OpenAndHear(number, traits);

    /// <summary>Opens a link and takes what the router says over it before its ping.</summary>
    public async Task<ImmutableArray<Descriptor>> OpenAndHear(long number, NeighbourTraits traits)
    {
        var link = _links[number] = TestProbe.In(_system);
        link.Send(Router, new LinkOpened(new(number), Elsewhere, LinkDirection.Inbound, TimeSpan.Zero, traits));
        var heard = ImmutableArray.CreateBuilder<Descriptor>();
        while (true)
        {
            var sent = await Sent(number);
            if (sent.Any(static d => d is Ping)) return heard.DrainToImmutable();
            heard.AddRange(sent);
        }
    }

    /// <summary>Opens a link whose neighbour has a table of these words.</summary>
    public async Task Open(long number, NeighbourTraits traits, params string[] words)
    {
        await Open(number, traits);
        await From(number, [.. QrpSender.Update(null, Table(words), QrpStyle.Default, new Random(7))]);
    }

    public static QrpTable Table(params string[] words)
    {
        var builder = new QrpTableBuilder();
        foreach (var word in words) builder.AddName(word);
        return builder.Build();
    }

    public void Close(long number) =>
        Router.Tell(new LinkClosed(new(number), Elsewhere, LinkDirection.Inbound, LinkCloseReason.ConnectionLost, "", Carried: true));

    /// <summary>Hands the router a batch through a probe of its own, and waits until it is routed.</summary>
    public async Task From(long link, params Descriptor[] descriptors)
    {
        var hand = TestProbe.In(_system);
        hand.Send(Router, new DescriptorsReceived(new(link), [.. descriptors]));
        await hand.ExpectMsg<DescriptorsRouted>();
    }

    /// <summary>What a link is handed next, as the far side will read it.</summary>
    public async Task<ImmutableArray<Descriptor>> Sent(long link) =>
        [.. (await Link(link).ExpectMsg<SendDescriptors>()).Descriptors.Select(static d => d.Descriptor.WithCount(d.Ttl, d.Hops))];

    public async Task<T> SentOne<T>(long link)
        where T : Descriptor => Assert.IsType<T>(Assert.Single(await Sent(link)));

    /// <summary>After this whatever the router told before has arrived.</summary>
    public async Task<RouterStatus> Status()
    {
        var hand = TestProbe.In(_system);
        hand.Send(Router, new GetRouterStatus(new(1)));
        return await hand.ExpectMsg<RouterStatus>();
    }

    public async Task<QueryRoutingStatus> Queries() => (await Status()).Queries;

    public async Task<long> Dropped(DropReason reason) => (await Status()).Dropped[reason];

    public void Search(string text, int wanted = 100) => User.Send(Router, new SendQuery(new(7), text, [], wanted));

    public static DescriptorId Id(int n) => new(0xABCD, (ulong)n);

    public static Query Ask(int id, string text, byte ttl = 4, byte hops = 0, QueryFlags flags = Query.OurFlags) =>
        (Query)Query.Create(Id(id), ttl, text, flags).WithCount(ttl, hops);

    public static QueryHit Hit(DescriptorId id, int files = 1) => QueryHit.Create(
        id, 7, Elsewhere, 1, [.. Enumerable.Range(1, files).Select(static i => new HitFile(new((uint)i), 1, "blue.txt", null, null))], new(5, 5));

    public async ValueTask DisposeAsync() => await _system.Terminate();

    private static RouterSettings Quick(RouterSettings settings) => settings with
    {
        AliveInterval = TimeSpan.FromMinutes(10),
        Tables = settings.Tables with { Delay = TimeSpan.FromMinutes(10) },
        Dynamic = settings.Dynamic with { Pace = TimeSpan.FromMilliseconds(20) },
    };
}
