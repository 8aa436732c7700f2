using System.Diagnostics.CodeAnalysis;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Access;

/// <summary>Whom a rule is about.</summary>
public abstract record AccessSubject
{
    /// <summary>Longest name of a group.</summary>
    public const int MaxName = 64;

    private protected AccessSubject() { }

    /// <summary>How narrow it is: a peer is narrower than a person, a person than a group, a group than the buddies, and they than anyone.</summary>
    public abstract int Narrowness { get; }

    /// <summary>Reads <c>anyone</c>, <c>buddies</c>, <c>peer:ID</c>, <c>person:ID</c> or <c>group:NAME</c>; false when the text is anything else.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out AccessSubject? subject)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (kind, rest) = colon < 0 ? (text, "") : (text[..colon], text[(colon + 1)..]);
        subject = (kind, colon) switch
        {
            ("anyone", < 0) => Anyone.Instance,
            ("buddies", < 0) => AnyBuddy.Instance,
            ("peer", > 0) when PeerId.TryParse(rest, out var peer) => new OnePeer(peer),
            ("person", > 0) when PeerId.TryParse(rest, out var person) => new OnePerson(person),
            ("group", > 0) when IsGroupName(rest) => new Group(rest),
            _ => null,
        };
        return subject is not null;
    }

    /// <summary>Lower-case letters, digits and hyphens, so that no two names look alike.</summary>
    public static bool IsGroupName(string text) => text.Length is > 0 and <= MaxName && text.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

/// <summary>Everybody, strangers included.</summary>
public sealed record Anyone : AccessSubject
{
    private Anyone() { }

    /// <summary>It says nothing more.</summary>
    public static Anyone Instance { get; } = new();

    /// <inheritdoc/>
    public override int Narrowness => 0;

    /// <inheritdoc/>
    public override string ToString() => "anyone";
}

/// <summary>Whoever is a buddy by both sides' consent.</summary>
public sealed record AnyBuddy : AccessSubject
{
    private AnyBuddy() { }

    /// <summary>It says nothing more.</summary>
    public static AnyBuddy Instance { get; } = new();

    /// <inheritdoc/>
    public override int Narrowness => 1;

    /// <inheritdoc/>
    public override string ToString() => "buddies";
}

/// <summary>Whoever is in a group of ours.</summary>
public sealed record Group(string Name) : AccessSubject
{
    /// <inheritdoc/>
    public override int Narrowness => 2;

    /// <inheritdoc/>
    public override string ToString() => $"group:{Name}";
}

/// <summary>One person, with whatever device.</summary>
public sealed record OnePerson(PeerId Person) : AccessSubject
{
    /// <inheritdoc/>
    public override int Narrowness => 3;

    /// <inheritdoc/>
    public override string ToString() => $"person:{Person}";
}

/// <summary>One peer, by its key.</summary>
public sealed record OnePeer(PeerId Peer) : AccessSubject
{
    /// <inheritdoc/>
    public override int Narrowness => 4;

    /// <inheritdoc/>
    public override string ToString() => $"peer:{Peer}";
}
