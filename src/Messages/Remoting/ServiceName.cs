namespace PeerActors.Messages.Remoting;

/// <summary>Names of services and of messages: both are parts of what crosses a link, and of addresses.</summary>
public static class ServiceName
{
    /// <summary>Longest name; a service, a message and a version together fit into the manifest of a peer link.</summary>
    public const int MaxLength = 48;

    /// <summary>Letters and digits of ASCII, dots, hyphens and underscores; it begins with a letter or a digit.</summary>
    public static bool IsSound(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > MaxLength || !char.IsAsciiLetterOrDigit(name[0])) return false;
        foreach (var c in name)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')) return false;
        return true;
    }

    /// <summary>The name itself when it is sound.</summary>
    /// <param name="name">What is looked at.</param>
    /// <param name="whose">Whose name it is to be, in words.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static string Checked(string name, string whose) => IsSound(name)
        ? name
        : throw new ArgumentException($"\"{name}\" is no name of {whose}: 1 to {MaxLength} letters, digits, dots, hyphens and underscores of ASCII are, the first a letter or a digit.", nameof(name));
}
