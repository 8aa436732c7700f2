using System.Collections.Immutable;
using PeerActors.Actors.Peer.Configuration.Hocon;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Peer.Configuration.Types;

/// <summary>Text for people.</summary>
internal sealed record TextType(string Allowed, int MaxLength) : SettingType(Allowed)
{
    public override SettingReading Read(HoconNode node)
    {
        if (node is not HoconScalar { Text: var text }) return SettingReading.Refused(node, Seen(node));
        if (text.Any(char.IsControl)) return SettingReading.Refused(node, $"{Seen(node)}, with a line end or another control character");
        return text.Length <= MaxLength ? SettingReading.Taken(text) : SettingReading.Refused(node, $"{text.Length} characters");
    }

    public override string Format(object value, HoconNode read) => HoconWriter.Quote((string)value);
}

/// <summary>One word of a closed list.</summary>
internal sealed record OneOfType(string Allowed, ImmutableArray<string> Words) : SettingType(Allowed)
{
    public override SettingReading Read(HoconNode node) =>
        node is HoconScalar { Text: var text } && Words.Contains(text, StringComparer.Ordinal)
            ? SettingReading.Taken(text)
            : SettingReading.Refused(node, Seen(node));

    public override string Format(object value, HoconNode read) => HoconWriter.Quote((string)value);
}

/// <summary>An IPv4 address and port; read as <see cref="PeerAddress"/>, or as <see cref="NoAddress"/> where it may be empty.</summary>
internal sealed record AddressType(string Allowed, bool MayBeEmpty, bool LoopbackOnly) : SettingType(Allowed)
{
    public override SettingReading Read(HoconNode node)
    {
        if (node is not HoconScalar { Text: var text }) return SettingReading.Refused(node, Seen(node));
        if (MayBeEmpty && text.Length == 0) return SettingReading.Taken(NoAddress.Instance);
        if (!PeerAddress.TryParse(text, out var address)) return SettingReading.Refused(node, $"{Seen(node)}, not a.b.c.d:port or localhost:port");
        return LoopbackOnly && !address.IsLoopback
            ? SettingReading.Refused(node, $"{Seen(node)}, which others can reach")
            : SettingReading.Taken(address);
    }
}

/// <summary>Stands for an address left empty.</summary>
internal sealed class NoAddress
{
    public static NoAddress Instance { get; } = new();
}

/// <summary>An http or https URL without user, query or fragment; read as <see cref="Uri"/>.</summary>
internal sealed record WebAddressType(string Allowed) : SettingType(Allowed)
{
    private const int MaxLength = 1000;

    public override SettingReading Read(HoconNode node)
    {
        if (node is not HoconScalar { Text: var text }) return SettingReading.Refused(node, Seen(node));
        var isWeb = text.Length <= MaxLength && Uri.TryCreate(text, UriKind.Absolute, out var made) && (made.Scheme == Uri.UriSchemeHttp || made.Scheme == Uri.UriSchemeHttps);
        if (!isWeb) return SettingReading.Refused(node, $"{Seen(node)}, not a URL that begins with http:// or https://");
        var url = new Uri(text);
        return url.Query.Length + url.Fragment.Length + url.UserInfo.Length > 0
            ? SettingReading.Refused(node, $"{Seen(node)}, with a user, a query or a fragment")
            : SettingReading.Taken(url);
    }
}

/// <summary>A folder or file, read as an absolute path; a relative one is meant from the folder of the file it is written in.</summary>
internal sealed record FolderType(string Allowed, bool MayBeEmpty) : SettingType(Allowed)
{
    public override SettingReading Read(HoconNode node)
    {
        if (node is not HoconScalar { Text: var text }) return SettingReading.Refused(node, Seen(node));
        if (text.Length == 0) return MayBeEmpty ? SettingReading.Taken("") : SettingReading.Refused(node, Seen(node));
        return text.Any(char.IsControl)
            ? SettingReading.Refused(node, $"{Seen(node)}, with a control character")
            : SettingReading.Taken(Path.GetFullPath(text, node.Position.Source.Folder));
    }

    public override string Format(object value, HoconNode read) => HoconWriter.Quote((string)value);
}

/// <summary>Several values of one type; read as <see cref="ImmutableArray{T}"/>.</summary>
internal sealed record ListType<T>(string Allowed, SettingType Item, int MaxItems) : SettingType(Allowed)
{
    public override bool IsList => true;

    public override SettingReading Read(HoconNode node)
    {
        if (node is not HoconList list) return SettingReading.Refused(node, $"{Seen(node)}, not a list");
        if (list.Items.Length > MaxItems) return SettingReading.Refused(node, Seen(node));
        if (list.Items.IsEmpty) return SettingReading.Taken(ImmutableArray<T>.Empty);
        var items = ImmutableArray.CreateBuilder<T>(list.Items.Length);
        foreach (var item in list.Items)
        {
            var reading = Item.Read(item);
            if (reading.Value is not T value) return reading;
            items.Add(value);
        }

        return SettingReading.Taken(items.MoveToImmutable());
    }

    public override string Format(object value, HoconNode read) => $"[{string.Join(", ", ((ImmutableArray<T>)value).Select(static v => HoconWriter.Quote($"{v}")))}]";
}
