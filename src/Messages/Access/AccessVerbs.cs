namespace PeerActors.Messages.Access;

/// <summary>What may be done to a resource; each for itself, none contains another.</summary>
[Flags]
public enum AccessVerbs
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Fetch it.</summary>
    Read = 1,

    /// <summary>Change it.</summary>
    Write = 2,

    /// <summary>See what is in it.</summary>
    List = 4,

    /// <summary>Find it.</summary>
    Search = 8,

    /// <summary>Be told of its events.</summary>
    Subscribe = 16,

    /// <summary>Tell its events.</summary>
    Publish = 32,

    /// <summary>Call it.</summary>
    Invoke = 64,

    /// <summary>Remark on it.</summary>
    Annotate = 128,

    /// <summary>Decide who may.</summary>
    Admin = 256,
}

/// <summary>Verbs as text.</summary>
public static class AccessVerbText
{
    /// <summary>Stands for every verb.</summary>
    public const string Every = "all";

    /// <summary>Every verb by itself.</summary>
    public static IReadOnlyList<AccessVerbs> Each { get; } = [.. Enum.GetValues<AccessVerbs>().Where(static v => v != AccessVerbs.None)];

    /// <summary>Reads verbs with commas between them, or <c>all</c>; false when one is none.</summary>
    public static bool TryParse(string text, out AccessVerbs verbs)
    {
        verbs = AccessVerbs.None;
        if (text == Every)
        {
            foreach (var verb in Each) verbs |= verb;
            return true;
        }

        foreach (var word in text.Split(','))
        {
            var verb = Each.FirstOrDefault(v => Word(v) == word);
            if (verb == AccessVerbs.None) return false;
            verbs |= verb;
        }

        return true;
    }

    /// <summary>In lower case, with commas between them.</summary>
    public static string Say(this AccessVerbs verbs) => string.Join(',', Each.Where(v => verbs.HasFlag(v)).Select(Word));

    private static string Word(AccessVerbs verb) => verb.ToString().ToLowerInvariant();
}
