using System.Collections.Immutable;
using System.Threading.Channels;
using PeerActors.Actors.Shares;

namespace PeerActors.Actors.Tests.Shares;

/// <summary>A disk that does nothing until the test says what each step comes to.</summary>
internal sealed class FakeShareDisk : IShareDisk
{
    private readonly Channel<Listing> _listings = Channel.CreateUnbounded<Listing>();
    private readonly Channel<Hashing> _hashings = Channel.CreateUnbounded<Hashing>();
    private readonly Channel<Action> _watches = Channel.CreateUnbounded<Action>();
    private int _hashingNow;

    /// <summary>Most files that were being hashed at the same time.</summary>
    public int MostAtOnce { get; private set; }

    public bool WatchEnded { get; private set; }

    public Task<FolderListing> ListAsync(ImmutableArray<string> folders, int maxFiles, CancellationToken stopping)
    {
        var listing = new Listing(stopping);
        _listings.Writer.TryWrite(listing);
        return listing.Answer.Task;
    }

    public Task<FileHashOutcome> HashAsync(FoundFile file, Action<long> progress, CancellationToken stopping)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _hashingNow));
        var hashing = new Hashing(file, progress, () => Interlocked.Decrement(ref _hashingNow));
        _hashings.Writer.TryWrite(hashing);
        return hashing.Answer.Task;
    }

    public IDisposable Watch(ImmutableArray<string> folders, Action changed)
    {
        _watches.Writer.TryWrite(changed);
        return new Ending(() => WatchEnded = true);
    }

    /// <summary>The next look at the folders that begins.</summary>
    public Task<Listing> NextListing() => Next(_listings.Reader);

    /// <summary>The next hash that begins.</summary>
    public Task<Hashing> NextHashing() => Next(_hashings.Reader);

    /// <summary>What the next watch is to call.</summary>
    public Task<Action> NextWatch() => Next(_watches.Reader);

    /// <summary>True when no look has begun that the test did not take.</summary>
    public bool NoOtherListing => !_listings.Reader.TryPeek(out _);

    /// <summary>True when no hash has begun that the test did not take.</summary>
    public bool NoOtherHashing => !_hashings.Reader.TryPeek(out _);

    internal static async Task<T> Next<T>(ChannelReader<T> from)
    {
        using var patience = new CancellationTokenSource(TestKit.TestProbe.Patience);
        return await from.ReadAsync(patience.Token);
    }

    internal sealed record Listing(CancellationToken Stopping)
    {
        public TaskCompletionSource<FolderListing> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Found(params FoundFile[] files) => Answer.SetResult(Samples.Listing(files));
    }

    internal sealed record Hashing(FoundFile File, Action<long> Progress, Action End)
    {
        public TaskCompletionSource<FileHashOutcome> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public RememberedHash Done()
        {
            End();
            var hash = Samples.Hash(File);
            Answer.SetResult(new(File, hash.Sha1, hash.Sha256, null));
            return hash;
        }

        public void Failed(string why)
        {
            End();
            Answer.SetResult(new(File, null, null, why));
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>A store whose every step the test ends.</summary>
internal sealed class FakeHashStore : IHashStore
{
    private readonly Channel<TaskCompletionSource<ImmutableArray<RememberedHash>>> _loads = Channel.CreateUnbounded<TaskCompletionSource<ImmutableArray<RememberedHash>>>();
    private readonly Channel<Save> _saves = Channel.CreateUnbounded<Save>();

    public string Place => "/data/peer.db";

    public Task<ImmutableArray<RememberedHash>> LoadAsync(CancellationToken stopping)
    {
        var load = new TaskCompletionSource<ImmutableArray<RememberedHash>>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loads.Writer.TryWrite(load);
        return load.Task;
    }

    public Task SaveAsync(ImmutableArray<RememberedHash> hashes, ImmutableArray<string> forgotten, CancellationToken stopping)
    {
        var save = new Save(hashes, forgotten);
        _saves.Writer.TryWrite(save);
        return save.Answer.Task;
    }

    public Task<TaskCompletionSource<ImmutableArray<RememberedHash>>> NextLoad() => FakeShareDisk.Next(_loads.Reader);

    /// <summary>True when no save has begun that the test did not take.</summary>
    public bool NoOtherSave => !_saves.Reader.TryPeek(out _);

    public Task<Save> NextSave() => FakeShareDisk.Next(_saves.Reader);

    internal sealed record Save(ImmutableArray<RememberedHash> Hashes, ImmutableArray<string> Forgotten)
    {
        public TaskCompletionSource Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
