using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;
using static PeerActors.Actors.Tests.Shares.Samples;

namespace PeerActors.Actors.Tests.Shares;

public sealed class UploadQueueTests
{
    private const long Large = 1_000_000;
    private static readonly Sha1Hash Song = new(1, 0, 0);
    private ulong _tickets;
    private long _requests;
    private DateTimeOffset _now = Time;
    private UploadSettings _settings = Uploads;
    private UploadQueue? _queue;

    internal static UploadSettings Uploads { get; } = new()
    {
        Slots = 2,
        MaxPerAddress = 1,
        MaxQueued = 5,
        MaxQueuedPerAddress = 2,
        SmallFile = 100,
        PollMin = TimeSpan.FromSeconds(45),
        PollMax = TimeSpan.FromSeconds(120),
        MaxEarlyPolls = 2,
        SlotHold = TimeSpan.FromSeconds(5),
        MaxRate = 0,
    };

    private UploadQueue Queue => _queue ??= new(_settings, () => new(++_tickets, 0));

    [Fact]
    public void Slots_go_to_the_first_and_the_others_get_places_in_the_order_of_asking()
    {
        Granted(1);
        Granted(2);
        Assert.Equal(new QueuePlace(1, 1, 2, _settings.PollMin, _settings.PollMax, new(1, 0)), Place(3));
        Assert.Equal(new QueuePlace(2, 2, 2, _settings.PollMin, _settings.PollMax, new(2, 0)), Place(4));
        Assert.True(Queue.IsBusy);
    }

    [Fact]
    public void A_free_slot_goes_to_the_head_of_the_queue_and_not_to_whoever_asks_first()
    {
        var (one, _) = (Granted(1), Granted(2));
        Place(3);
        Place(4);
        End(one);
        Pass(45);
        Assert.Equal(2, Place(4).Position);
        Assert.Equal(3, Place(5).Position);
        Granted(3);
        Assert.Equal(1, Place(4, after: 45).Position);
    }

    [Fact]
    public void Who_does_not_come_back_in_time_loses_its_place_to_the_next()
    {
        var (one, _) = (Granted(1), Granted(2));
        Place(3);
        Pass(60);
        Place(4);
        End(one);
        Pass(60);
        Assert.Equal(2, Place(4).Position);
        Pass(61);
        Granted(4);
        Assert.Equal(1, Queue.Status(new(1), _now).Lost);
        Assert.Equal(1, Place(3).Position);
    }

    [Fact]
    public void Who_comes_too_early_keeps_its_place_a_few_times_and_then_loses_it()
    {
        Granted(1);
        Granted(2);
        Place(3);
        Pass(10);
        Assert.Equal(new QueuePlace(1, 1, 2, TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(110), new(1, 0)), Place(3));
        Place(3);
        var refused = Assert.IsType<UploadRefused>(Ask(3));
        Assert.Equal((UploadRefusal.PolledTooOften, _settings.PollMin), (refused.Why, refused.RetryAfter));
        Assert.Equal(new QueueTicket(2, 0), Place(3).Ticket);
        Assert.Equal(1, Queue.Status(new(1), _now).Refused[UploadRefusal.PolledTooOften]);
    }

    [Fact]
    public void Early_polls_are_not_answered_with_a_slot_even_when_one_is_free()
    {
        var (one, _) = (Granted(1), Granted(2));
        Place(3);
        End(one);
        Pass(44);
        Assert.Equal(1, Place(3).Position);
        Pass(1);
        Granted(3);
    }

    [Fact]
    public void One_address_holds_its_share_of_slots_and_does_not_hold_up_those_behind_it()
    {
        Granted(1);
        Assert.Equal(1, Place(1, content: 2).Position);
        Granted(2);
        var status = Queue.Status(new(1), _now);
        Assert.Equal((2, 1, 2L, 1L), (status.Taken, status.Queued, status.Granted, status.EverQueued));
    }

    [Fact]
    public void Small_files_are_sent_whoever_waits()
    {
        Granted(1);
        Granted(2);
        Place(3);
        Assert.IsType<UploadGranted>(Ask(4, size: 100));
        Assert.IsType<UploadQueued>(Ask(4, size: 101));
        Assert.Equal(2, Queue.Status(new(1), _now).Taken);
    }

    [Fact]
    public void The_queue_is_bounded_and_so_is_one_address_in_it()
    {
        Granted(1);
        Granted(2);
        Place(3, content: 1);
        Place(3, content: 2);
        Assert.Equal(UploadRefusal.TooManyFromAddress, Assert.IsType<UploadRefused>(Ask(3, content: 3)).Why);
        for (var ip = 4u; ip < 7; ip++) Place(ip);
        Assert.Equal(UploadRefusal.QueueFull, Assert.IsType<UploadRefused>(Ask(7)).Why);
        Pass(45);
        Assert.Equal(5, Place(6).Position);
    }

    [Fact]
    public void A_ticket_tells_the_place_and_only_from_the_address_and_for_the_file_that_it_was_given_for()
    {
        Granted(1);
        Granted(2);
        var ticket = Place(3).Ticket;
        Pass(45);
        var sameHost = TransferAsker.Of(3, new PeerAddress(3, 6346));
        Assert.Equal((1, ticket), (Queued(Queue.Answer(new(Next(), sameHost, ticket, Song, Large), _now)).Position, ticket));
        Assert.Equal(2, Queued(Queue.Answer(new(Next(), TransferAsker.Of(4, null), ticket, Song, Large), _now)).Position);
        Assert.Equal(3, Queued(Queue.Answer(new(Next(), sameHost, ticket, new(2, 0, 0), Large), _now)).Position);
    }

    [Fact]
    public void A_slot_is_held_between_two_parts_of_a_file_and_for_nobody_else()
    {
        var (one, _) = (Granted(1), Granted(2));
        Place(3);
        End(one, willWantMore: true);
        Pass(4);
        one = Granted(1);
        Pass(41);
        End(one, willWantMore: true);
        Assert.Equal(1, Place(3).Position);
        Pass(45);
        Granted(3);
    }

    [Fact]
    public void An_upload_that_ends_twice_or_never_began_frees_nothing()
    {
        var (one, _) = (Granted(1), Granted(2));
        End(one);
        End(one, willWantMore: true);
        End(new(12345));
        Assert.Equal(1, Queue.Status(new(1), _now).Taken);
    }

    [Fact]
    public void The_next_moment_at_which_something_ends_is_known()
    {
        Assert.Null(Queue.NextExpiry);
        var (one, _) = (Granted(1), Granted(2));
        Place(3);
        Assert.Equal(_now + _settings.PollMax, Queue.NextExpiry);
        End(one, willWantMore: true);
        Assert.Equal(_now + _settings.SlotHold, Queue.NextExpiry);
        Pass(121);
        Queue.Expire(_now);
        Assert.Null(Queue.NextExpiry);
        Assert.False(Queue.IsBusy);
    }

    [Fact]
    public void Whatever_askers_do_no_bound_is_passed_and_everybody_is_answered()
    {
        _settings = Uploads with { Slots = 3, MaxPerAddress = 2, MaxQueued = 8, MaxQueuedPerAddress = 3 };
        var dice = new Random(7);
        var running = new List<RequestId>();
        for (var step = 0; step < 20_000; step++)
        {
            _now += TimeSpan.FromSeconds(dice.Next(12));
            if (running.Count > 0 && dice.Next(3) == 0)
            {
                var at = dice.Next(running.Count);
                End(running[at], willWantMore: dice.Next(2) == 0);
                running.RemoveAt(at);
            }
            else if (Ask((uint)dice.Next(1, 9), content: (ulong)dice.Next(1, 4)) is UploadGranted granted)
            {
                running.Add(granted.Request);
            }

            var status = Queue.Status(new(1), _now);
            Assert.InRange(status.Taken, running.Count, 3);
            Assert.InRange(status.Queued, 0, 8);
        }
    }

    private RequestId Next() => new(++_requests);

    private void Pass(int seconds) => _now += TimeSpan.FromSeconds(seconds);

    private IUploadAnswer Ask(uint ip, ulong content = 1, long size = Large) => Queue.Answer(new(Next(), TransferAsker.Of(ip, null), null, new(content, 0, 0), size), _now);

    private RequestId Granted(uint ip) => Assert.IsType<UploadGranted>(Ask(ip)).Request;

    private QueuePlace Place(uint ip, ulong content = 1, int after = 0)
    {
        Pass(after);
        return Queued(Ask(ip, content));
    }

    private static QueuePlace Queued(IUploadAnswer answer) => Assert.IsType<UploadQueued>(answer).Place;

    private void End(RequestId upload, bool willWantMore = false) => Queue.End(new(upload, willWantMore), _now);
}
