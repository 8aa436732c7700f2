namespace PeerActors.Messages.Identity;

/// <summary>One neighbour's link, numbered from 1 by the peer that holds it; never reused while the peer lives.</summary>
/// <param name="Value">The number. 0 is <see cref="Self"/>, the peer itself as the origin of a descriptor.</param>
public readonly record struct LinkId(long Value)
{
    /// <summary>Stands for this peer where a table asks which link a descriptor came from.</summary>
    public static LinkId Self => default;

    /// <inheritdoc/>
    public override string ToString() => Value == 0 ? "self" : $"link {Value}";
}

/// <summary>Ties an answer to its request; chosen by the asker.</summary>
/// <param name="Value">Unique for the asker.</param>
public readonly record struct RequestId(long Value);

/// <summary>A search started by this peer's user.</summary>
/// <param name="Value">Unique within one run of the peer.</param>
public readonly record struct SearchId(long Value);

/// <summary>A search hit this peer remembers, so that a user can name it in <c>peer get</c>.</summary>
/// <param name="Value">Counts up from 1 within one run of the peer.</param>
public readonly record struct HitId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A download by this peer.</summary>
/// <param name="Value">Unique within one run of the peer.</param>
public readonly record struct TransferId(long Value);

/// <summary>The number of a shared file within its peer, as carried in query hits (u32).</summary>
/// <param name="Value">Stable for as long as the file is shared unchanged in one run of the peer.</param>
public readonly record struct FileIndex(uint Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
