using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Host.Composition;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;

namespace PeerActors.Scenarios.Processes.Services;

/// <summary>The two programs of <see cref="KilledOutboxTests"/>: peers as they are deployed, with their database and their port, one with a service and one that has something to tell it.</summary>
internal static class BookProgram
{
    /// <summary>At each look some messages are told at once, so that a kill meets several on their way to the disk.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private const int AtOnce = 16;

    /// <summary>Exports the book until it is killed.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="other">Whom to dial; null for nobody.</param>
    public static async Task<int> Keep(string data, (PeerId Peer, PeerAddress Address)? other)
    {
        using var folder = DataFolder.Open(data);
        await using var host = await Up(folder);
        await host.System.Gateway.Access(static r => new AddAccessRule(r, new(0, Allows: true, Anyone.Instance, AccessVerbs.Invoke, Resources.OfService(BookActor.Contract.Service), Expires: null)));
        host.System.Services.Export(BookActor.Contract, host.System.Spawn(BookActor.For(), "book"));
        Dial(host, other);
        await host.Completion;
        return 1;
    }

    /// <summary>Tells the book entries until it is killed, and says of each when it is kept.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="life">Which run of it this is.</param>
    /// <param name="book">Who keeps the book, and where.</param>
    public static async Task<int> Send(string data, int life, (PeerId Peer, PeerAddress Address) book)
    {
        using var folder = DataFolder.Open(data);
        await using var host = await Up(folder);
        Dial(host, book);
        var service = host.System.Services.Find(book.Peer, BookActor.Contract).Reliably();
        var (dice, number) = (new Random(life), 0);
        using var looks = new PeriodicTimer(Look);
        while (await looks.WaitForNextTickAsync())
        {
            try
            {
                for (var left = dice.Next(1, AtOnce); left > 0; left--)
                {
                    var kept = service.KeepAsync(new Entry(life, number + 1));
                    _ = Told(kept, ++number);
                }
            }
            catch (OutboxFullException)
            {
                // The sender is told, and tells it again when there may be room.
                Console.WriteLine($$"""{"event":"refused","number":{{number + 1}}}""");
            }
        }

        return 1;

        async Task Told(Task kept, int what)
        {
            await kept;
            Console.WriteLine($$"""{"event":"kept","life":{{life}},"number":{{what}}}""");
        }
    }

    private static async Task<PeerHost> Up(DataFolder folder)
    {
        var settings = Wiring.Production.LoadSettings(null) with { Listen = new(PeerAddress.Loopback, 0) };
        var host = (PeerHost)await PeerHost.StartAsync(new(folder, settings), Console.Error, CancellationToken.None);
        Console.WriteLine($$"""{"event":"up","peer":"{{folder.Identity.Key.Public.Holder}}","address":"{{host.Peer.Address}}"}""");
        return host;
    }

    private static void Dial(PeerHost host, (PeerId Peer, PeerAddress Address)? other)
    {
        if (other is var (peer, address)) host.System.Gateway.OpenPeerLink(peer, address);
    }
}
