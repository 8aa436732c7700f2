using System.Globalization;
using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Peer.Configuration.Types;

/// <summary>A whole number; read as <see cref="long"/>.</summary>
internal sealed record IntegerType(string Allowed, long Min, long Max) : SettingType(Allowed)
{
    public override SettingReading Read(HoconNode node)
    {
        if (node is not HoconScalar scalar) return SettingReading.Refused(node, Seen(node));
        if (scalar.Style == HoconStyle.Quoted) return SettingReading.Refused(node, $"the text {Seen(node)}, not a number");
        return long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= Min && value <= Max
            ? SettingReading.Taken(value)
            : SettingReading.Refused(node, Seen(node));
    }

    public override string Format(object value, HoconNode read) => ((long)value).ToString(CultureInfo.InvariantCulture);
}

/// <summary>True or false.</summary>
internal sealed record BooleanType(string Allowed) : SettingType(Allowed)
{
    public override SettingReading Read(HoconNode node) => node switch
    {
        HoconScalar { Style: HoconStyle.Quoted } => SettingReading.Refused(node, $"the text {Seen(node)}, not a boolean"),
        HoconScalar { Text: "true" } => SettingReading.Taken(value: true),
        HoconScalar { Text: "false" } => SettingReading.Taken(value: false),
        _ => SettingReading.Refused(node, Seen(node)),
    };

    public override string Format(object value, HoconNode read) => (bool)value ? "true" : "false";
}

/// <summary>A number with its unit.</summary>
internal static class Units
{
    /// <summary>Splits <c>10s</c>, <c>10 seconds</c>, <c>0.5s</c>; false when it is not a number and one of the units.</summary>
    public static bool TryRead(string text, Func<string, decimal?> unitOf, out decimal value)
    {
        value = 0;
        var digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.')) digits++;
        if (!decimal.TryParse(text.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return false;
        if (unitOf(text[digits..].TrimStart(' ')) is not { } unit || number > decimal.MaxValue / unit) return false;
        value = number * unit;
        return true;
    }
}

/// <summary>A length of time; read as <see cref="TimeSpan"/>.</summary>
internal sealed record DurationType(string Allowed, TimeSpan Min, TimeSpan Max) : SettingType(Allowed)
{
    private const string UnitsAllowed = "with a unit: ms, s, m, h, d";

    public override SettingReading Read(HoconNode node)
    {
        if (node is not HoconScalar scalar) return SettingReading.Refused(node, Seen(node));
        if (!TryParse(scalar.Text, out var value)) return SettingReading.Refused(node, $"{Seen(node)}, not a duration {UnitsAllowed}");
        return value >= Min && value <= Max ? SettingReading.Taken(value) : SettingReading.Refused(node, Seen(node));
    }

    public override string Format(object value, HoconNode read) => ((HoconScalar)read).Text;

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (!Units.TryRead(text, TicksOf, out var ticks) || ticks > TimeSpan.MaxValue.Ticks || ticks != decimal.Truncate(ticks)) return false;
        duration = TimeSpan.FromTicks((long)ticks);
        return true;
    }

    private static decimal? TicksOf(string unit) => unit switch
    {
        "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => TimeSpan.TicksPerMillisecond,
        "s" or "second" or "seconds" => TimeSpan.TicksPerSecond,
        "m" or "minute" or "minutes" => TimeSpan.TicksPerMinute,
        "h" or "hour" or "hours" => TimeSpan.TicksPerHour,
        "d" or "day" or "days" => TimeSpan.TicksPerDay,
        _ => null,
    };
}

/// <summary>A number of bytes; read as <see cref="long"/>.</summary>
internal sealed record SizeType(string Allowed, long Min, long Max) : SettingType(Allowed)
{
    private const string UnitsAllowed = "with a unit: B, kB, MB, GB (thousands), KiB, MiB, GiB (1024s)";

    public override SettingReading Read(HoconNode node)
    {
        if (node is not HoconScalar scalar) return SettingReading.Refused(node, Seen(node));
        if (!TryParse(scalar.Text, out var value)) return SettingReading.Refused(node, $"{Seen(node)}, not a size {UnitsAllowed}");
        return value >= Min && value <= Max ? SettingReading.Taken(value) : SettingReading.Refused(node, Seen(node));
    }

    public override string Format(object value, HoconNode read) => ((HoconScalar)read).Text;

    public static bool TryParse(string text, out long size)
    {
        size = 0;
        if (!Units.TryRead(text, BytesOf, out var bytes) || bytes > long.MaxValue || bytes != decimal.Truncate(bytes)) return false;
        size = (long)bytes;
        return true;
    }

    private static decimal? BytesOf(string unit) => unit switch
    {
        "B" or "byte" or "bytes" => 1,
        "kB" => 1_000,
        "MB" => 1_000_000,
        "GB" => 1_000_000_000,
        "KiB" => 1L << 10,
        "MiB" => 1L << 20,
        "GiB" => 1L << 30,
        _ => null,
    };
}
