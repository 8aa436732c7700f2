namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>Where text came from: a file, an environment variable, a flag.</summary>
/// <param name="Name">For people.</param>
/// <param name="Folder">Relative folders and includes written in this text are meant from here.</param>
internal sealed record HoconSource(string Name, string Folder);

/// <summary>Where something was read.</summary>
/// <param name="Source">From what.</param>
/// <param name="Line">From 1; 0 when the source has no lines.</param>
/// <param name="Column">In characters, from 1; a tab is one.</param>
internal readonly record struct HoconPosition(HoconSource Source, int Line, int Column)
{
    /// <summary>A source without lines.</summary>
    public static HoconPosition Of(HoconSource source) => new(source, 0, 0);

    public override string ToString() => Line == 0 ? Source.Name : $"{Source.Name}:{Line}:{Column}";
}

/// <summary>Text that is not what it must be.</summary>
/// <param name="At">Where.</param>
/// <param name="Key">The setting that was being read; empty when none was.</param>
/// <param name="Seen">What was there.</param>
/// <param name="Allowed">What may be there.</param>
internal sealed record HoconError(HoconPosition At, string Key, string Seen, string Allowed)
{
    public override string ToString() => $"{At}: saw {Seen}; allowed: {Allowed}.";
}

/// <summary>Ends the reading of a text at its first error; it never leaves this folder's public methods.</summary>
internal sealed class HoconFailure(HoconError error) : Exception(error.ToString())
{
    public HoconError Error { get; } = error;
}
