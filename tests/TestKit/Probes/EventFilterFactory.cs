using System.Text.RegularExpressions;
using Akka.Event;

namespace PeerActors.TestKit;

/// <summary>
/// Expects what is logged, with the names of Akka.TestKit: <c>await net.EventFilter.Warning(contains: "Closed link").ExpectOne(() =&gt; …)</c>.
/// What is said of a filter must all hold; a filter of which nothing is said fits every event of its level.
/// </summary>
public sealed class EventFilterFactory
{
    private readonly Recorder<LogEvent> _log;
    private readonly ProbeTime _time;

    internal EventFilterFactory(Recorder<LogEvent> log, ProbeTime time) => (_log, _time) = (log, time);

    /// <summary>Errors.</summary>
    /// <param name="message">The whole text.</param>
    /// <param name="start">How it begins.</param>
    /// <param name="contains">What stands in it.</param>
    /// <param name="pattern">What it matches.</param>
    /// <param name="source">The end of the path of the actor that logs, such as <c>alice/router</c>.</param>
    public EventFilterApplier Error(string? message = null, string? start = null, string? contains = null, Regex? pattern = null, string? source = null) =>
        Of<Error>(new(message, start, contains, pattern, source));

    /// <summary>Warnings; for what each argument means see <see cref="Error"/>.</summary>
    public EventFilterApplier Warning(string? message = null, string? start = null, string? contains = null, Regex? pattern = null, string? source = null) =>
        Of<Warning>(new(message, start, contains, pattern, source));

    /// <summary>What is told for information; for what each argument means see <see cref="Error"/>.</summary>
    public EventFilterApplier Info(string? message = null, string? start = null, string? contains = null, Regex? pattern = null, string? source = null) =>
        Of<Info>(new(message, start, contains, pattern, source));

    /// <summary>What is told for whoever looks for faults; for what each argument means see <see cref="Error"/>. Only an <see cref="ActorKit"/> hears it.</summary>
    public EventFilterApplier Debug(string? message = null, string? start = null, string? contains = null, Regex? pattern = null, string? source = null) =>
        Of<Debug>(new(message, start, contains, pattern, source));

    /// <summary>Exceptions that are logged, of a type or one below it; for what each argument means see <see cref="Error"/>.</summary>
    public EventFilterApplier Exception<T>(string? message = null, string? start = null, string? contains = null, Regex? pattern = null, string? source = null)
        where T : Exception
    {
        var text = new LogText(message, start, contains, pattern, source);
        return new(_log, _time, e => e is Error { Cause: T cause } && text.Fits(e, cause.Message), $"an exception {typeof(T).Name}{text}");
    }

    /// <summary>Whatever fits.</summary>
    public EventFilterApplier Custom(Predicate<LogEvent> fits) => new(_log, _time, fits, "an event that fits");

    private EventFilterApplier Of<T>(LogText text)
        where T : LogEvent => new(_log, _time, e => e is T && text.Fits(e, e.Message?.ToString() ?? ""), $"a log event {typeof(T).Name}{text}");

    /// <summary>What is said of a text that is logged.</summary>
    private sealed record LogText(string? Message, string? Start, string? Contains, Regex? Pattern, string? Source)
    {
        public bool Fits(LogEvent e, string text) =>
            (Message is null || text == Message) && (Start is null || text.StartsWith(Start, StringComparison.Ordinal))
            && (Contains is null || text.Contains(Contains, StringComparison.Ordinal)) && (Pattern is null || Pattern.IsMatch(text))
            && (Source is null || Path(e.LogSource).EndsWith(Source, StringComparison.Ordinal));

        public override string ToString() => string.Concat(
            Message is null ? "" : $" \"{Message}\"", Start is null ? "" : $" that starts with \"{Start}\"", Contains is null ? "" : $" that contains \"{Contains}\"",
            Pattern is null ? "" : $" that matches {Pattern}", Source is null ? "" : $" of {Source}");

        /// <summary>Akka writes [akka://system/user/name#1234567] or, for what is no actor, a name with the system behind it in brackets.</summary>
        private static string Path(string source) => source.Trim('[', ']').Split('#', '(')[0];
    }
}
