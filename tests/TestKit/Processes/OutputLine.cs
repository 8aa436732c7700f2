using System.Text.Json;

namespace PeerActors.TestKit.Processes;

/// <summary>A line that a program wrote to standard output with <c>--json</c>.</summary>
internal sealed class OutputLine
{
    private OutputLine(string text, JsonElement json) => (Text, Json) = (text, json);

    public string Text { get; }

    public JsonElement Json { get; }

    /// <summary>Which event it tells; empty for a line that tells none, such as a status.</summary>
    public string Event => Json.TryGetProperty("event", out var name) ? name.GetString() ?? "" : "";

    /// <summary>One of its values.</summary>
    public JsonElement this[string name] => Json.GetProperty(name);

    /// <summary>Reads a line; anything but one JSON object is no line that <c>--json</c> may write.</summary>
    public static OutputLine Read(string text)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object) return new(text, parsed.RootElement.Clone());
        }
        catch (JsonException)
        {
            // Said below, with the line itself.
        }

        throw new FormatException($"Standard output holds a line that is no JSON object: {text}");
    }

    public string String(string name) => this[name].GetString() ?? throw new FormatException($"{name} is null in {Text}");

    public long Number(string name) => this[name].GetInt64();

    public override string ToString() => Text;
}
