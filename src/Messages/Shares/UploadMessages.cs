using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Shares;

/// <summary>What the web front says to the room of uploads.</summary>
public interface IUploadCommand;

/// <summary>Asks whether a file may be sent now. <see cref="UploadGranted"/>, <see cref="UploadQueued"/> or <see cref="UploadRefused"/> answers.</summary>
/// <param name="Request">Repeated by the answer; a granted upload is known by it.</param>
/// <param name="Asker">Who wants the file.</param>
/// <param name="Ticket">By which its place in the queue is known, when it names one.</param>
/// <param name="Content">Which file.</param>
/// <param name="Size">Of the whole file in bytes.</param>
public sealed record AskUpload(RequestId Request, TransferAsker Asker, QueueTicket? Ticket, Sha1Hash Content, long Size) : IUploadCommand;

/// <summary>The answer to <see cref="AskUpload"/>.</summary>
public interface IUploadAnswer
{
    /// <summary>Of the question.</summary>
    RequestId Request { get; }
}

/// <summary>Send it; <see cref="EndUpload"/> tells when that is over.</summary>
/// <param name="Request">Of the question.</param>
public sealed record UploadGranted(RequestId Request) : IUploadAnswer;

/// <summary>All slots are taken; the asker has a place in the queue and keeps it when it asks again in time.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Place">Where, and when to ask again.</param>
public sealed record UploadQueued(RequestId Request, QueuePlace Place) : IUploadAnswer;

/// <summary>The closed list of reasons for which an asker gets neither a slot nor a place. Each has a counter of this name.</summary>
public enum UploadRefusal
{
    /// <summary><c>uploads.max-queued</c> wait already.</summary>
    QueueFull,

    /// <summary><c>uploads.max-queued-per-address</c> of its IP address wait already.</summary>
    TooManyFromAddress,

    /// <summary>It asked again before its time more than <c>uploads.max-early-polls</c> times, and has lost its place.</summary>
    PolledTooOften,
}

/// <summary>Neither a slot nor a place.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Why">One of the closed list.</param>
/// <param name="RetryAfter">When asking again may make sense.</param>
public sealed record UploadRefused(RequestId Request, UploadRefusal Why, TimeSpan RetryAfter) : IUploadAnswer;

/// <summary>An upload is over, well or not; the slot is free, or held for <c>uploads.slot-hold</c> when the same asker will want more.</summary>
/// <param name="Upload">The request by which it was granted; unknown ones are passed over.</param>
/// <param name="WillWantMore">True when a part was sent that does not reach the file's end.</param>
public sealed record EndUpload(RequestId Upload, bool WillWantMore) : IUploadCommand;

/// <summary>Whether slots are free, for hits; told to the library when it changes.</summary>
/// <param name="IsBusy">True when every slot is taken.</param>
/// <param name="HasUploaded">True when something was uploaded in this run.</param>
public sealed record UploadsStand(bool IsBusy, bool HasUploaded)
{
    /// <summary>Before anybody has asked.</summary>
    public static UploadsStand AtStart { get; } = new(IsBusy: false, HasUploaded: false);
}

/// <summary>Asks how uploads are doing; <see cref="UploadsStatus"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record GetUploadsStatus(RequestId Request) : IUploadCommand;

/// <summary>How uploads are doing.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Slots"><c>uploads.slots</c></param>
/// <param name="Taken">Slots taken now, those held included.</param>
/// <param name="Queued">Askers that wait now.</param>
/// <param name="Granted">Slots given since start.</param>
/// <param name="EverQueued">Places given since start.</param>
/// <param name="Lost">Places lost since start because the asker did not come back in time.</param>
/// <param name="Refused">Askers refused since start, by reason.</param>
public sealed record UploadsStatus(
    RequestId Request, int Slots, int Taken, int Queued, long Granted, long EverQueued, long Lost, ImmutableSortedDictionary<UploadRefusal, long> Refused);
