namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// One turn of a Gnutella greeting: a first line, headers, an empty line. In 0.6 there are three turns (the dialler's CONNECT, the acceptor's
/// answer, the dialler's answer to that), each with headers (0.6 draft, "Handshake"). A 0.4 greeting has two turns and no headers ("GNUTELLA
/// CONNECT/0.4", LF, LF; answered with "GNUTELLA OK", LF, LF); any other answer is a refusal (0.4, "Establishing a connection").
/// </summary>
/// <param name="FirstLine">Without its line end.</param>
/// <param name="Headers">In the order sent.</param>
public sealed record GreetingBlock(string FirstLine, HeaderFields Headers)
{
    /// <summary>A block without headers.</summary>
    public GreetingBlock(string firstLine) : this(firstLine, HeaderFields.None)
    {
    }

    /// <summary>What the dialler of a 0.4 link says.</summary>
    public static GreetingBlock Connect04 { get; } = new("GNUTELLA CONNECT/0.4");

    /// <summary>What the acceptor of a 0.4 link says.</summary>
    public static GreetingBlock Ok04 { get; } = new("GNUTELLA OK");

    /// <summary>The first line, taken apart.</summary>
    public GreetingLine Line => GreetingLine.Read(FirstLine);

    /// <summary>A 0.4 refusal that a person can read.</summary>
    public static GreetingBlock Refuse(ushort code, string reason) => new($"GNUTELLA {code} {reason}");

    /// <summary>What the dialler of a 0.6 link begins with.</summary>
    public static GreetingBlock Connect06(HeaderFields headers) => new("GNUTELLA CONNECT/0.6", headers);

    /// <summary>An answer of 0.6: 200 to go on, anything else to refuse.</summary>
    /// <param name="code">Three digits.</param>
    /// <param name="reason">For people; what would break the line becomes a blank.</param>
    /// <param name="headers">Hosts to try, where there are any.</param>
    public static GreetingBlock Answer06(int code, string reason, HeaderFields headers) =>
        new($"GNUTELLA/0.6 {code:000} {string.Concat(reason.Select(static c => HeaderFields.IsOfValue(c) ? c : ' '))}", headers);
}
