using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace PeerActors.Interop.Tls;

/// <summary>The real openssl, as a client of TLS.</summary>
internal static class OpenSslRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Dials, says what is to be said, and takes what it is told until the far side ends.</summary>
    public static async Task<OpenSslEnd> Client(string address, string said, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", ["s_client", "-connect", address, "-quiet", .. arguments])
        {
            UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var openssl = Start(start);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var (told, errors) = (openssl.StandardOutput.ReadToEndAsync(limit.Token), openssl.StandardError.ReadToEndAsync(limit.Token));
            await SayAsync(openssl.StandardInput.BaseStream, said, limit.Token);
            await openssl.WaitForExitAsync(limit.Token);
            return new(openssl.ExitCode, await told, await errors);
        }
        finally
        {
            if (!openssl.HasExited) openssl.Kill();
        }
    }

    /// <summary>It leaves before it was told anything when the far side refuses it.</summary>
    private static async Task SayAsync(Stream input, string said, CancellationToken limit)
    {
        try
        {
            await input.WriteAsync(Encoding.ASCII.GetBytes(said), limit);
            await input.FlushAsync(limit);
        }
        catch (IOException)
        {
            return;
        }
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("These tests need the program openssl, which is missing here. On Debian, as root: apt-get install openssl", missing);
        }
    }
}

/// <summary>How a run of openssl ended.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Told">What came behind the handshake.</param>
/// <param name="Errors">What it says of the handshake.</param>
internal sealed record OpenSslEnd(int Code, string Told, string Errors);
