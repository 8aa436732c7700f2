using Spectre.Console;

namespace PeerActors.Host.Commands;

/// <summary>Rows under headings: a table on a terminal; elsewhere plain aligned lines, of which nothing is cut. Without headings
/// there are plain lines everywhere: a table would break a long path so that it cannot be copied.</summary>
internal sealed class Listing(params string[] headings)
{
    private readonly List<string[]> _rows = [];

    private bool HasHeadings => headings.Any(static heading => heading.Length > 0);

    public void Add(params string[] cells)
    {
        if (cells.Length != headings.Length) throw new ArgumentException($"{cells.Length} cells for {headings.Length} headings.", nameof(cells));
        _rows.Add([.. cells.Select(Shown.Text)]);
    }

    public void WriteTo(CommandIo io)
    {
        if (HasHeadings && io.Terminal is { } terminal) terminal.Write(ToTable());
        else WriteLines(io.Out);
    }

    /// <summary>As a terminal shows it.</summary>
    public Table ToTable()
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var heading in headings) table.AddColumn(new TableColumn(new Markup($"[bold]{Markup.Escape(heading)}[/]")));
        foreach (var row in _rows) table.AddRow(row.Select(static cell => new Text(cell)));
        return table;
    }

    private void WriteLines(TextWriter lines)
    {
        string[][] all = HasHeadings ? [headings, .. _rows] : [.. _rows];
        var widths = Enumerable.Range(0, headings.Length).Select(column => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all) lines.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
