using System.Diagnostics;
using System.Globalization;

namespace PeerActors.Benchmarks.Loopback;

/// <summary>The load program, run as a process of its own.</summary>
internal sealed class LoadProcess : IDisposable
{
    private readonly Process _process;

    public LoadProcess(int port, bool modern)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet") start.ArgumentList.Add(typeof(LoadProcess).Assembly.Location);
        foreach (var argument in (string[])["load", port.ToString(CultureInfo.InvariantCulture), modern ? "0.6" : "0.4"]) start.ArgumentList.Add(argument);
        _process = Process.Start(start)!;
    }

    public async Task Linked()
    {
        if (await _process.StandardOutput.ReadLineAsync() != "linked") throw new InvalidOperationException("The load program could not link.");
    }

    /// <summary>Gives an order and reads its report: seconds, and how many arrived on each link that counts.</summary>
    public async Task<double[]> Order(string order)
    {
        await _process.StandardInput.WriteLineAsync(order);
        var line = await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The load program has ended.");
        return [.. line.Split(' ').Select(static n => double.Parse(n, CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
