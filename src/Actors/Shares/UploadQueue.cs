using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Shares;

/// <summary>
/// Who is sent a file now and who waits, first come, first served (after PARQ 1.1 and active queueing 0.1). A place is kept by asking again
/// between <c>uploads.poll-min</c> and <c>uploads.poll-max</c>; who comes later has lost it, and so has who comes too early too often.
/// A place holds no connection. Time and tickets are handed in.
/// </summary>
/// <param name="settings">The bounds.</param>
/// <param name="roll">Makes a new ticket.</param>
internal sealed class UploadQueue(UploadSettings settings, Func<QueueTicket> roll)
{
    /// <summary>At most <c>uploads.slots</c> with those held.</summary>
    private readonly Dictionary<RequestId, Want> _running = [];

    /// <summary>Slots kept for an asker between two parts of a file.</summary>
    private readonly List<Held> _held = [];

    /// <summary>In order, at most <c>uploads.max-queued</c>.</summary>
    private readonly List<Waiting> _waiting = [];

    private readonly long[] _refused = new long[Enum.GetValues<UploadRefusal>().Length];
    private long _granted;
    private long _everQueued;
    private long _lost;

    /// <summary>True when every slot is taken or somebody waits for one.</summary>
    public bool IsBusy => Taken >= settings.Slots || _waiting.Count > 0;

    /// <summary>True when something was sent in this run.</summary>
    public bool HasUploaded { get; private set; }

    private int Taken => _running.Count + _held.Count;

    /// <summary>Gives a slot, or a place, or neither.</summary>
    public IUploadAnswer Answer(AskUpload ask, DateTimeOffset now)
    {
        Expire(now);
        // A small file is sent sooner than it is queued, and places are for those that would hold a slot.
        if (ask.Size <= settings.SmallFile)
        {
            HasUploaded = true;
            return new UploadGranted(ask.Request);
        }

        var want = new Want(ask.Asker, ask.Content);
        if (_held.FindIndex(held => held.By == want) is var held and >= 0)
        {
            _held.RemoveAt(held);
            return Grant(ask.Request, want);
        }

        var at = PlaceOf(want, ask.Ticket);
        if (at >= 0 && now < _waiting[at].Earliest) return TooEarly(ask.Request, at, now);
        if (HasSlotFor(want, at < 0 ? _waiting.Count : at))
        {
            if (at >= 0) _waiting.RemoveAt(at);
            return Grant(ask.Request, want);
        }

        if (at >= 0) _waiting[at] = _waiting[at] with { Earliest = now + settings.PollMin, Latest = now + settings.PollMax };
        else if (_waiting.Count >= settings.MaxQueued) return Refuse(ask.Request, UploadRefusal.QueueFull);
        else if (_waiting.Count(other => other.By.Asker.Ip == want.Asker.Ip) >= settings.MaxQueuedPerAddress) return Refuse(ask.Request, UploadRefusal.TooManyFromAddress);
        else
        {
            _everQueued++;
            at = _waiting.Count;
            _waiting.Add(new(want, roll(), now + settings.PollMin, now + settings.PollMax, EarlyPolls: 0));
        }

        return Queued(ask.Request, at, now);
    }

    /// <summary>An upload is over. An unknown one never took a slot.</summary>
    public void End(EndUpload end, DateTimeOffset now)
    {
        Expire(now);
        if (_running.Remove(end.Upload, out var want) && end.WillWantMore && settings.SlotHold > TimeSpan.Zero) _held.Add(new(want, now + settings.SlotHold));
    }

    /// <summary>When a hold or a place ends next; null when there is none.</summary>
    public DateTimeOffset? NextExpiry => _held.Select(static held => held.Until).Concat(_waiting.Select(static waiting => waiting.Latest)).Cast<DateTimeOffset?>().Min();

    /// <summary>Lets go of holds and places whose time is over.</summary>
    public void Expire(DateTimeOffset now)
    {
        _held.RemoveAll(held => held.Until <= now);
        _lost += _waiting.RemoveAll(waiting => waiting.Latest < now);
    }

    /// <summary>How it stands.</summary>
    public UploadsStatus Status(RequestId request, DateTimeOffset now)
    {
        Expire(now);
        var refused = Enum.GetValues<UploadRefusal>().ToImmutableSortedDictionary(static why => why, why => _refused[(int)why]);
        return new(request, settings.Slots, Taken, _waiting.Count, _granted, _everQueued, _lost, refused);
    }

    /// <summary>A ticket counts from the IP address that it was given to; without one, asker and file tell.</summary>
    private int PlaceOf(Want want, QueueTicket? ticket)
    {
        var byTicket = ticket is { } id ? _waiting.FindIndex(waiting => waiting.Ticket == id && waiting.By.Asker.Ip == want.Asker.Ip && waiting.By.Content == want.Content) : -1;
        return byTicket >= 0 ? byTicket : _waiting.FindIndex(waiting => waiting.By == want);
    }

    /// <summary>A slot is free for whoever stands at <paramref name="at"/> when there are more than those before it could take, were they to ask now.</summary>
    private bool HasSlotFor(Want want, int at)
    {
        var free = settings.Slots - Taken;
        if (free <= 0) return false;
        var taken = new Dictionary<uint, int>();
        foreach (var by in _running.Values.Concat(_held.Select(static held => held.By))) taken[by.Asker.Ip] = taken.GetValueOrDefault(by.Asker.Ip) + 1;
        foreach (var ahead in _waiting.Take(at))
        {
            var ip = ahead.By.Asker.Ip;
            if (taken.GetValueOrDefault(ip) >= settings.MaxPerAddress) continue;
            taken[ip] = taken.GetValueOrDefault(ip) + 1;
            if (--free == 0) return false;
        }

        return taken.GetValueOrDefault(want.Asker.Ip) < settings.MaxPerAddress;
    }

    private UploadGranted Grant(RequestId request, Want want)
    {
        _granted++;
        HasUploaded = true;
        _running[request] = want;
        return new(request);
    }

    private IUploadAnswer TooEarly(RequestId request, int at, DateTimeOffset now)
    {
        var waiting = _waiting[at] = _waiting[at] with { EarlyPolls = _waiting[at].EarlyPolls + 1 };
        if (waiting.EarlyPolls <= settings.MaxEarlyPolls) return Queued(request, at, now);
        _waiting.RemoveAt(at);
        return Refuse(request, UploadRefusal.PolledTooOften);
    }

    /// <summary>Who came too early hears what is left of its span, which does not begin anew.</summary>
    private UploadQueued Queued(RequestId request, int at, DateTimeOffset now) => new(
        request, new(at + 1, _waiting.Count, settings.Slots, _waiting[at].Earliest - now, _waiting[at].Latest - now, _waiting[at].Ticket));

    private UploadRefused Refuse(RequestId request, UploadRefusal why)
    {
        _refused[(int)why]++;
        return new(request, why, settings.PollMin);
    }

    /// <summary>Who wants what.</summary>
    private readonly record struct Want(TransferAsker Asker, Sha1Hash Content);

    private readonly record struct Held(Want By, DateTimeOffset Until);

    private readonly record struct Waiting(Want By, QueueTicket Ticket, DateTimeOffset Earliest, DateTimeOffset Latest, int EarlyPolls);
}
