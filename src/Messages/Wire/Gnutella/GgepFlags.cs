namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>The first byte of a GGEP block (GGEP 0.51, section 2.2); the low four bits are the length of its id.</summary>
[Flags]
public enum GgepFlags : byte
{
    /// <summary>Plain data, and more blocks follow.</summary>
    None = 0,

    /// <summary>Reserved; it must be 0.</summary>
    Reserved = 0x10,

    /// <summary>The data is a zlib stream.</summary>
    Deflated = 0x20,

    /// <summary>The data is stuffed, after it was deflated (see <see cref="Cobs"/>).</summary>
    Cobs = 0x40,

    /// <summary>No block follows.</summary>
    Last = 0x80,
}
