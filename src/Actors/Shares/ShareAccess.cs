using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>
/// What the access rules mean for the files offered. As long as they open all of it to everybody, which is how a peer begins, nothing is looked at file by
/// file. Otherwise a <see cref="FileView"/> is kept of what strangers may find, and one for each peer of which a rule speaks.
/// </summary>
internal sealed class ShareAccess(ShareSettings settings, TimeProvider clock)
{
    private static readonly ResourcePath Shares = ResourcePath.Of(Resources.PublicShares);

    private readonly ShareNames _names = new(settings.Folders);

    /// <summary>Of peers of which a rule speaks, the longest made first.</summary>
    private readonly List<FileView> _views = [];

    private AccessPolicy _policy = AccessPolicy.Closed;
    private FileView? _strangers = new(Requester.Stranger);

    /// <summary>What strangers may find; null when that is everything.</summary>
    public FileView? Strangers => _strangers;

    /// <summary>Other rules hold from now on.</summary>
    public void Change(AccessPolicy policy, IReadOnlyCollection<SharedFile> offered)
    {
        _policy = policy;
        _views.Clear();
        _strangers = OpensAll(Requester.Stranger, AccessVerbs.Search) ? null : ViewOf(Requester.Stranger, offered);
    }

    /// <summary>What somebody may find; null when that is everything.</summary>
    /// <param name="asker">Who; null for a stranger.</param>
    /// <param name="offered">All files.</param>
    public FileView? Finding(PeerId? asker, IReadOnlyCollection<SharedFile> offered) => asker is { } peer ? Finding(peer, offered) : _strangers;

    private FileView? Finding(PeerId peer, IReadOnlyCollection<SharedFile> offered)
    {
        var who = _policy.Who(peer);
        if (!_policy.Singles(who)) return _strangers;
        if (_views.Find(v => v.Who.Peer == peer) is { } known) return known;
        if (OpensAll(who, AccessVerbs.Search)) return null;
        if (_views.Count >= settings.MaxViews) _views.RemoveAt(0);
        var view = ViewOf(who, offered);
        _views.Add(view);
        return view;
    }

    /// <summary>Whether somebody may do something to one file.</summary>
    public AccessVerdict Judge(PeerId? asker, AccessVerbs verb, SharedFile file) =>
        _names.Of(file.Path) is { } resource ? _policy.Judge(_policy.Who(asker), verb, resource, clock.GetUtcNow()) : new(May: false, Rule: null);

    /// <summary>Whether somebody may do something to all of it, and if not, why.</summary>
    public AccessVerdict? WhyNotAll(PeerId? asker, AccessVerbs verb)
    {
        var who = _policy.Who(asker);
        return OpensAll(who, verb) ? null : _policy.Judge(who, verb, Shares, clock.GetUtcNow());
    }

    /// <summary>How rules name a file.</summary>
    public ResourcePath ResourceOf(SharedFile file) => _names.Of(file.Path) ?? Shares;

    /// <summary>A file is offered from now on.</summary>
    public void Add(SharedFile file)
    {
        if (_strangers is not null) AddIfFound(_strangers, file);
        foreach (var view in _views) AddIfFound(view, file);
    }

    /// <summary>A file is offered no more.</summary>
    public void Remove(SharedFile file)
    {
        _strangers?.Remove(file);
        foreach (var view in _views) view.Remove(file);
    }

    private bool OpensAll(Requester who, AccessVerbs verb) => _policy.OpensAll(who, verb, Shares, clock.GetUtcNow());

    private FileView ViewOf(Requester who, IEnumerable<SharedFile> offered)
    {
        var view = new FileView(who);
        foreach (var file in offered) AddIfFound(view, file);
        return view;
    }

    private void AddIfFound(FileView view, SharedFile file)
    {
        if (_names.Of(file.Path) is { } resource && _policy.May(view.Who, AccessVerbs.Search, resource, clock.GetUtcNow())) view.Add(file);
    }
}
