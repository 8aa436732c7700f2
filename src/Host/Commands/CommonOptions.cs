using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Commands;

/// <summary>What several commands understand, and how values are checked: a bad one is wrong usage.</summary>
internal sealed class CommonOptions
{
    /// <summary><c>--json</c></summary>
    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Print one JSON object per line on standard output, and nothing else there.",
        Recursive = true,
    };

    /// <summary><c>--data</c></summary>
    public Option<string> Data { get; } = new("--data")
    {
        Description = "Data folder of the peer.",
        HelpName = "DIR",
        DefaultValueFactory = _ => "./peer-data",
        CustomParser = result => NonEmpty(result),
    };

    /// <summary>Takes text that holds something.</summary>
    public static string NonEmpty(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (ProblemWith(text) is { } problem) result.AddError($"{Named(result)} {problem}");
        return text;
    }

    /// <summary>The parser takes whatever follows an option as its value, another option as well.</summary>
    public static string? ProblemWith(string text) =>
        string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal) ? "is empty; a value is expected."
        : text.StartsWith("--", StringComparison.Ordinal) ? $"is followed by {text}, another option; a value is expected (./{text} if a file is called so)."
        : null;

    /// <summary>Takes HOST:PORT.</summary>
    public static PeerAddress Address(ArgumentResult result, Token token, bool dialable)
    {
        if (!PeerAddress.TryParse(token.Value, out var address) || (dialable && !address.IsDialable))
            result.AddError($"{Named(result)} is \"{token.Value}\"; an IPv4 address (or localhost) and a port are expected, such as 127.0.0.1:6346"
                + (dialable ? "." : "; port 0 picks a free one."));
        return address;
    }

    /// <summary>Takes a whole number from 1 on, up to what any configuration may allow; what this peer allows it says itself.</summary>
    /// <param name="result">What was said.</param>
    /// <param name="most">The upper end of the setting's range.</param>
    /// <param name="setting">Its name.</param>
    public static int Positive(ArgumentResult result, int most, string setting)
    {
        var text = result.Tokens[^1].Value;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > most)
            result.AddError($"{Named(result)} is \"{text}\"; a whole number from 1 to {most.ToString(CultureInfo.InvariantCulture)} is expected, and at most {setting} of the peer.");
        return number;
    }

    /// <summary>Takes a time: a number of seconds, or a number with a unit.</summary>
    /// <param name="result">What was said.</param>
    /// <param name="longest">The upper end of the setting's range.</param>
    /// <param name="setting">Its name.</param>
    public static TimeSpan Time(ArgumentResult result, TimeSpan longest, string setting)
    {
        var text = result.Tokens[^1].Value;
        var digits = text.AsSpan().TrimEnd("abcdefghijklmnopqrstuvwxyz");
        double? unit = text[digits.Length..] switch { "ms" => 0.001, "" or "s" => 1, "m" => 60, "h" => 3600, _ => null };
        if (unit is { } factor && double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number > 0 && number * factor <= longest.TotalSeconds) return TimeSpan.FromSeconds(number * factor);
        result.AddError($"{Named(result)} is \"{text}\"; seconds, or a number with a unit (ms, s, m, h), above 0 and up to {longest.TotalHours:0} h are expected, and at most {setting} of the peer.");
        return default;
    }

    private static string Named(ArgumentResult result) => result.Parent is OptionResult option ? option.Option.Name : result.Argument.Name;
}
