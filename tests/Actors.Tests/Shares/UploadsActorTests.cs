using Akka.Actor;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Shares;

public sealed class UploadsActorTests : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("uploads", "akka { loglevel = OFF\n stdout-loglevel = OFF }");
    private readonly TestProbe _library;
    private readonly TestProbe _asker;

    public UploadsActorTests() => (_library, _asker) = (TestProbe.In(_system), TestProbe.In(_system));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task Askers_get_slots_and_places_and_the_library_hears_whether_the_peer_is_busy()
    {
        var room = Room(UploadQueueTests.Uploads with { Slots = 1 });
        _asker.Send(room, Ask(1, ip: 1));
        Assert.Equal(new UploadGranted(new(1)), await _asker.ExpectMsg<UploadGranted>());
        await _library.ExpectMsg<UploadsStand>(stand => stand is { IsBusy: true, HasUploaded: true });
        _asker.Send(room, Ask(2, ip: 2));
        Assert.Equal((new RequestId(2), 1), await _asker.ExpectMsg<UploadQueued>() is var queued ? (queued.Request, queued.Place.Position) : default);
        _asker.Send(room, new EndUpload(new(1), WillWantMore: false));
        _asker.Send(room, new GetUploadsStatus(new(3)));
        Assert.Equal((1, 0, 1), await _asker.ExpectMsg<UploadsStatus>() is var status ? (status.Slots, status.Taken, status.Queued) : default);
    }

    [Fact]
    public async Task A_slot_that_comes_free_by_the_passing_of_time_is_told_too()
    {
        var room = Room(UploadQueueTests.Uploads with { Slots = 1, SlotHold = TimeSpan.FromMilliseconds(1) });
        _asker.Send(room, Ask(1, ip: 1));
        await _library.ExpectMsg<UploadsStand>(stand => stand.IsBusy);
        _asker.Send(room, new EndUpload(new(1), WillWantMore: true));
        await _library.ExpectMsg<UploadsStand>(stand => !stand.IsBusy);
    }

    private static AskUpload Ask(long request, uint ip) => new(new(request), TransferAsker.Of(ip, null), null, new(1, 2, 3), 1_000_000);

    private IActorRef Room(UploadSettings settings) => _system.ActorOf(UploadsActor.For(settings, TimeProvider.System, new Random(1), _library.Ref));
}
