using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Peer.Configuration.Types;

/// <summary>Reads what stands after "Allowed:" above a key of <c>reference.conf</c>.</summary>
internal static partial class AllowedLine
{
    /// <summary>Null when the text is of no known form.</summary>
    public static SettingType? Read(string allowed) => allowed switch
    {
        "boolean" => new BooleanType("true or false"),
        "address" => new AddressType(allowed, MayBeEmpty: false, LoopbackOnly: false),
        "address or empty" => new AddressType(allowed, MayBeEmpty: true, LoopbackOnly: false),
        "loopback address" => new AddressType(allowed, MayBeEmpty: false, LoopbackOnly: true),
        "folder or empty" or "file or empty" => new FolderType(allowed, MayBeEmpty: true),
        _ when Range().Match(allowed) is { Success: true } range => ReadRange(allowed, range.Groups),
        _ when Count().Match(allowed) is { Success: true } count => ReadCount(allowed, count.Groups),
        _ when allowed.StartsWith("one of ", StringComparison.Ordinal) => ReadWords(allowed),
        _ => null,
    };

    private static SettingType? ReadRange(string allowed, GroupCollection groups)
    {
        var (kind, min, max) = (groups["kind"].Value, groups["min"].Value, groups["max"].Value);
        if (kind == "integer" && TryInteger(min, out var least) && TryInteger(max, out var most) && least <= most)
            return new IntegerType(allowed, least, most);
        if (kind == "duration" && DurationType.TryParse(min, out var shortest) && DurationType.TryParse(max, out var longest) && shortest <= longest)
            return new DurationType(allowed, shortest, longest);
        if (kind == "size" && SizeType.TryParse(min, out var smallest) && SizeType.TryParse(max, out var largest) && smallest <= largest)
            return new SizeType(allowed, smallest, largest);
        return null;
    }

    private static SettingType? ReadCount(string allowed, GroupCollection groups)
    {
        if (!int.TryParse(groups["max"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var max)) return null;
        return groups["kind"].Value switch
        {
            "text" => new TextType(allowed, max),
            "list of addresses" => new ListType<PeerAddress>(allowed, new AddressType(allowed, MayBeEmpty: false, LoopbackOnly: false), max),
            "list of web addresses" => new ListType<Uri>(allowed, new WebAddressType(allowed), max),
            _ => new ListType<string>(allowed, new FolderType(allowed, MayBeEmpty: false), max),
        };
    }

    private static OneOfType? ReadWords(string allowed)
    {
        ImmutableArray<string> words = [.. allowed["one of ".Length..].Split(',', StringSplitOptions.TrimEntries)];
        return words.All(static w => w.Length > 0) ? new OneOfType(allowed, words) : null;
    }

    private static bool TryInteger(string text, out long value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    [GeneratedRegex("^(?<kind>integer|duration|size), (?<min>[^ ]+) to (?<max>[^ ]+)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Range();

    [GeneratedRegex("^(?<kind>text|list of addresses|list of web addresses|list of folders), at most (?<max>[0-9]+)( characters)?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Count();
}
