using System.ComponentModel;
using System.Diagnostics;

namespace PeerActors.Interop.Curl;

/// <summary>The real curl, as everybody has it.</summary>
internal static class CurlRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs curl to its end.</summary>
    public static async Task<CurlEnd> Of(params string[] arguments)
    {
        var start = new ProcessStartInfo("curl", ["--silent", "--show-error", "--noproxy", "*", .. arguments])
        {
            UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var curl = Start(start);
        using var all = new MemoryStream();
        using var limit = new CancellationTokenSource(Patience);
        var errors = curl.StandardError.ReadToEndAsync(limit.Token);
        await curl.StandardOutput.BaseStream.CopyToAsync(all, limit.Token);
        await curl.WaitForExitAsync(limit.Token);
        return new(curl.ExitCode, all.ToArray(), await errors);
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("These tests need the program curl, which is missing here. On Debian, as root: apt-get install curl", missing);
        }
    }
}

/// <summary>How a run of curl ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error.</param>
internal sealed record CurlEnd(int Code, byte[] Output, string Errors)
{
    public string Text => System.Text.Encoding.UTF8.GetString(Output);

    /// <summary>The output of a run that must have gone well.</summary>
    public byte[] Bytes => Code == 0 ? Output : throw new InvalidOperationException($"curl ended with {Code}: {Errors}");

    /// <summary>Status and headers of an output that begins with them (<c>--include</c> or <c>--head</c>).</summary>
    public (string Status, Dictionary<string, string> Headers) Head
    {
        get
        {
            var text = System.Text.Encoding.Latin1.GetString(Bytes);
            var lines = text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Split("\r\n");
            return (lines[0], lines[1..].Select(static l => l.Split(": ", 2)).ToDictionary(static h => h[0], static h => h[1], StringComparer.OrdinalIgnoreCase));
        }
    }
}
