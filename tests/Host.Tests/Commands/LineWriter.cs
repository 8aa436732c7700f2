using System.Text;
using System.Threading.Channels;

namespace PeerActors.Host.Tests.Commands;

/// <summary>Standard output or error of a command under test: all of it at the end, and each line as it comes.</summary>
internal sealed class LineWriter : TextWriter
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly StringBuilder _all = new();
    private readonly StringBuilder _line = new();
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();

    public override Encoding Encoding => Encoding.UTF8;

    public string All
    {
        get
        {
            lock (_gate) return _all.ToString();
        }
    }

    public string[] Lines => All.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public async Task<string> NextLine() => await _lines.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    public override void Write(char value)
    {
        lock (_gate)
        {
            _all.Append(value);
            if (value != '\n') _line.Append(value);
            else
            {
                _lines.Writer.TryWrite(_line.ToString());
                _line.Clear();
            }
        }
    }
}
