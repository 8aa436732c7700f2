using System.Collections.Immutable;
using System.Runtime.InteropServices;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Shares;

/// <summary>
/// What this peer offers, and what is still to be hashed before it can be: held against each listing of the folders. Decides
/// only; reading, hashing and storing are the actor's to start.
/// </summary>
internal sealed class Library(ShareSettings settings, ShareAccess access)
{
    /// <summary>Files told to whoever asks what is new.</summary>
    private const int MostNewest = 10;

    private const uint MostGaps = 64;

    private readonly SearchIndex _words = new();
    private readonly Dictionary<FileIndex, SharedFile> _offered = [];
    private readonly Dictionary<string, FileIndex> _byPath = new(StringComparer.Ordinal);
    private readonly FilesBy<string> _byName = new();
    private readonly FilesBy<Sha1Hash> _bySha1 = new();
    private readonly Dictionary<string, RememberedHash> _remembered = new(StringComparer.Ordinal);
    private readonly HashQueue _toHash = new();
    private readonly ProblemList _problems = new(settings.MaxProblems);
    private readonly FileIndex[] _found = new FileIndex[settings.MaxHitsPerQuery];
    private uint _lastIndex;
    private long _changesOfRules;

    /// <summary>Files and bytes offered now, and how often that has changed.</summary>
    public ShareSize Size { get; private set; } = new(0, 0);

    /// <summary>Files and bytes that strangers may find; other rules count as a change, for they may open as much as they close.</summary>
    public ShareSize PublicSize => (access.Strangers?.Size ?? Size) with { Generation = Size.Generation + _changesOfRules };

    /// <summary>Files found that are not hashed yet, and their bytes.</summary>
    public ShareSize Waiting => new(_toHash.Count, _toHash.Bytes);

    /// <summary>Files hashed in this run.</summary>
    public long HashedFiles { get; private set; }

    /// <summary>Files whose hashes were remembered.</summary>
    public long RememberedFiles { get; private set; }

    /// <summary>What cannot be offered, and why; the trouble with the store, if any, goes first.</summary>
    public ImmutableArray<ShareProblem> Problems => _problems.ToImmutable(StoreProblem);

    /// <summary>The trouble there is with the store of hashes; null when there is none.</summary>
    public ShareProblem? StoreProblem { get; set; }

    /// <summary>Takes what an earlier run stored.</summary>
    public void Remember(ImmutableArray<RememberedHash> hashes)
    {
        foreach (var hash in hashes) _remembered[hash.File.Path] = hash;
    }

    /// <summary>Takes a new look at the folders: withdraws what is gone or changed, offers what is known, queues the rest.</summary>
    /// <returns>Paths whose stored hashes are of no more use.</returns>
    public ImmutableArray<string> Apply(FolderListing listing)
    {
        _problems.Clear();
        foreach (var problem in listing.Problems) _problems.Add(problem);
        if (listing.LeftOut > 0) _problems.Add(ShareProblems.TooManyFiles(settings, listing.LeftOut));
        _toHash.Clear();
        var present = new HashSet<string>(listing.Files.Length, StringComparer.Ordinal);
        foreach (var file in listing.Files)
        {
            if (file.Size > settings.MaxFileSize) _problems.Add(ShareProblems.TooLarge(settings, file));
            else if (present.Add(file.Path)) Place(file);
        }

        var evidence = new AbsenceEvidence(settings.Folders, listing);
        var forgotten = ForgetAbsent(evidence, present);
        foreach (var index in _byPath.Where(entry => !present.Contains(entry.Key)).Select(static entry => entry.Value).ToArray())
        {
            if (evidence.SaysGone(_offered[index].Path)) forgotten.Add(_offered[index].Path);
            else KeepHash(_offered[index]);
            Withdraw(index);
        }

        if (_remembered.Count == 0) _remembered.TrimExcess();
        return forgotten.DrainToImmutable();
    }

    /// <summary>The next file to hash; it stays queued until <see cref="Hashed"/> or <see cref="NotHashed"/>.</summary>
    public FoundFile? NextToHash => _toHash.First;

    /// <summary>True while this very file, unchanged, still waits to be hashed.</summary>
    public bool Wants(FoundFile file) => _toHash.Contains(file);

    /// <summary>The file is hashed: from now on it is offered. False when nobody waits for it any more.</summary>
    public bool Hashed(RememberedHash hash)
    {
        if (!_toHash.Remove(hash.File)) return false;
        HashedFiles++;
        Offer(hash);
        return true;
    }

    /// <summary>The file could not be hashed; the next listing brings it back.</summary>
    public void NotHashed(FoundFile file, string why)
    {
        if (_toHash.Remove(file)) _problems.Add(new(file.Path, why));
    }

    /// <summary>A file by number and name. A name found under another number wins: numbers change between runs, names rarely do.</summary>
    /// <param name="index">Its number.</param>
    /// <param name="name">Its name.</param>
    /// <param name="may">Only one of which this holds; null for any.</param>
    public SharedFile? Find(FileIndex index, string name, Func<SharedFile, bool>? may = null)
    {
        if (_offered.TryGetValue(index, out var exact) && exact.Name == name && may?.Invoke(exact) != false) return exact;
        return First(_byName.All(name), may);
    }

    /// <summary>A file by content.</summary>
    public SharedFile? Find(Sha1Hash sha1, Func<SharedFile, bool>? may = null) => First(_bySha1.All(sha1), may);

    private SharedFile? First(IEnumerable<FileIndex> numbers, Func<SharedFile, bool>? may) =>
        numbers.Select(index => _offered[index]).FirstOrDefault(file => may?.Invoke(file) != false);

    /// <summary>Other rules hold from now on.</summary>
    public void Change(AccessPolicy policy)
    {
        access.Change(policy, _offered.Values);
        _changesOfRules++;
    }

    /// <summary>A page of what is offered, in the order of numbers, and where the next begins; null behind the last. Numbers withdrawn
    /// leave gaps, so a page looks at a bounded count of numbers and may hold few files.</summary>
    public (ImmutableArray<SharedFile> Files, FileIndex? Next) Page(FileIndex after)
    {
        var files = ImmutableArray.CreateBuilder<SharedFile>();
        var last = (uint)Math.Min(_lastIndex, (ulong)after.Value + BrowseFiles.PageFiles);
        for (var index = (ulong)after.Value + 1; index <= last; index++)
            if (_offered.TryGetValue(new((uint)index), out var file)) files.Add(file);
        return (files.DrainToImmutable(), last < _lastIndex ? new FileIndex(last) : null);
    }

    /// <summary>What a query matches: by hash where it names one, then by words; at most <c>shares.max-hits-per-query</c> files.</summary>
    /// <param name="query">As it came.</param>
    /// <param name="asker">Who asks; null for a stranger.</param>
    public ImmutableArray<SharedFile> Find(Query query, PeerId? asker = null)
    {
        var seen = access.Finding(asker, _offered.Values)?.Files;
        if (query.TextBytes.SequenceEqual(QueryExtensions.WhatIsNewText)) return Newest(seen);
        var urns = QueryUrns.Read(query.Extensions);
        var count = _words.Find(query.TextBytes, _found, seen);
        return urns.IsEmpty ? Offered(_found.AsSpan(0, count)) : OfHashes(urns, count, seen);
    }

    /// <summary>By itself, so that a query without hashes pays nothing for what is captured here.</summary>
    private ImmutableArray<SharedFile> OfHashes(ImmutableArray<Sha1Hash> urns, int count, NumberSet? seen)
    {
        var byHash = urns.SelectMany(_bySha1.All).Where(index => seen?.Contains((int)index.Value) != false);
        return [.. byHash.Concat(_found.Take(count)).Distinct().Take(settings.MaxHitsPerQuery).Select(index => _offered[index])];
    }

    private ImmutableArray<SharedFile> Offered(ReadOnlySpan<FileIndex> indexes)
    {
        if (indexes.IsEmpty) return [];
        var files = new SharedFile[indexes.Length];
        for (var i = 0; i < files.Length; i++) files[i] = _offered[indexes[i]];
        return ImmutableCollectionsMarshal.AsImmutableArray(files);
    }

    /// <summary>What was offered last, the newest first; numbers count up, and withdrawn ones leave gaps of which only so many are looked at.</summary>
    private ImmutableArray<SharedFile> Newest(NumberSet? seen)
    {
        var files = ImmutableArray.CreateBuilder<SharedFile>(MostNewest);
        for (var back = 0u; back < Math.Min(_lastIndex, MostGaps) && files.Count < MostNewest; back++)
            if (_offered.TryGetValue(new(_lastIndex - back), out var file) && seen?.Contains((int)file.Index.Value) != false) files.Add(file);
        return files.DrainToImmutable();
    }

    /// <summary>The words and hashes of all that strangers may find. Words are whole ones, as they are looked up here; their beginnings would only let more pass.</summary>
    public ShareTable MakeTable(int maxBits)
    {
        var (plain, paired) = (new QrpTableBuilder(withBeginnings: false), new QrpTableBuilder(withBeginnings: false, withPairs: true));
        foreach (var file in _offered.Values)
        {
            if (access.Strangers?.Files.Contains((int)file.Index.Value) == false) continue;
            var name = WordFolding.WithFolded(file.Name);
            plain.AddName(name).AddHash(file.Sha1);
            paired.AddName(name).AddHash(file.Sha1);
        }

        return new(plain.BuildWithin(maxBits), paired.BuildWithin(maxBits));
    }

    private void Place(FoundFile file)
    {
        if (_byPath.TryGetValue(file.Path, out var index))
        {
            if (IsUnchanged(_offered[index], file)) return;
            Withdraw(index);
        }

        if (_remembered.TryGetValue(file.Path, out var known) && known.File == file)
        {
            RememberedFiles++;
            Offer(known);
        }
        else
        {
            _toHash.Add(file);
        }
    }

    private static bool IsUnchanged(SharedFile offered, FoundFile file) => offered.Size == file.Size && offered.Modified == file.Modified;

    private void Offer(RememberedHash hash)
    {
        _remembered.Remove(hash.File.Path);
        var index = new FileIndex(++_lastIndex);
        var file = new SharedFile(
            index, hash.File.Path, Path.GetFileName(hash.File.Path), hash.File.Size, hash.File.Modified, hash.Sha1, hash.Sha256);
        _offered.Add(index, file);
        _byPath.Add(file.Path, index);
        _byName.Add(file.Name, index);
        _bySha1.Add(file.Sha1, index);
        _words.Add(index, file.Name);
        access.Add(file);
        Size = new(_offered.Count, Size.Bytes + file.Size) { Generation = Size.Generation + 1 };
    }

    private void Withdraw(FileIndex index)
    {
        _offered.Remove(index, out var file);
        _byPath.Remove(file!.Path);
        _byName.Remove(file.Name, index);
        _bySha1.Remove(file.Sha1, index);
        _words.Remove(index);
        access.Remove(file);
        Size = new(_offered.Count, Size.Bytes - file.Size) { Generation = Size.Generation + 1 };
    }

    private void KeepHash(SharedFile file) => _remembered[file.Path] = new(new(file.Path, file.Size, file.Modified), file.Sha1, file.Sha256);

    /// <summary>
    /// Drops what is remembered of files that are gone. Where there is no evidence either way the hashes stay, up to
    /// <c>shares.max-files</c> of them, so that the store cannot grow for ever.
    /// </summary>
    private ImmutableArray<string>.Builder ForgetAbsent(AbsenceEvidence evidence, HashSet<string> present)
    {
        var forgotten = ImmutableArray.CreateBuilder<string>();
        var kept = 0;
        foreach (var path in _remembered.Keys)
        {
            if (present.Contains(path) || (!evidence.SaysGone(path) && kept++ < settings.MaxFiles)) continue;
            forgotten.Add(path);
            _remembered.Remove(path);
        }

        return forgotten;
    }
}
