using System.Diagnostics.CodeAnalysis;

namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>
/// Reads a strict part of HOCON: all that it accepts, other HOCON readers read alike; what it does not accept is an error with
/// its place, never a guess. References stay unresolved: see <see cref="HoconResolver"/>.
/// </summary>
internal static class HoconReader
{
    /// <summary>Reads a file and what it includes. A relative path is meant from <paramref name="currentFolder"/>.</summary>
    public static HoconRead ReadFile(string path, string currentFolder)
    {
        if (path.Length == 0 || path.Contains('\0'))
            return new(Root: null, new HoconError(HoconPosition.Of(new(path, currentFolder)), "", "no usable file name", "the path of a file"));
        var full = Path.GetFullPath(path, currentFolder);
        var source = new HoconSource(path, Path.GetDirectoryName(full) ?? full);
        return Read(source, draft => new HoconIncludes().ReadFile(full, path, asked: null, draft, "", depth: 0));
    }

    /// <summary>Reads text.</summary>
    public static HoconRead ReadText(string text, HoconSource source) =>
        Read(source, draft => new HoconParser(new HoconCursor(text, source), new HoconIncludes()).ReadAll(draft, "", depth: 0));

    private static HoconRead Read(HoconSource source, Action<HoconDraft> read)
    {
        var draft = new HoconDraft(HoconPosition.Of(source));
        try
        {
            read(draft);
            return new(draft.Freeze(), Error: null);
        }
        catch (HoconFailure failure)
        {
            return new(Root: null, failure.Error);
        }
    }
}

/// <summary>What reading came to: a tree, or the first error.</summary>
internal sealed record HoconRead(HoconObject? Root, HoconError? Error)
{
    /// <summary>True with a tree, false with an error.</summary>
    [MemberNotNullWhen(true, nameof(Root))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Root is not null;
}
