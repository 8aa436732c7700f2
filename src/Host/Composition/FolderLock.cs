using System.Globalization;
using System.Text;

namespace PeerActors.Host.Composition;

/// <summary>
/// Keeps a data folder to one peer: an exclusive lock of the operating system on <c>peer.lock</c>, which ends with the process
/// however it ends. The holder's process id stands in <c>peer.pid</c>, because nobody else can open the locked file to read it.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    public const string LockName = "peer.lock";
    public const string ProcessName = "peer.pid";

    private readonly FileStream _lock;
    private readonly string _processFile;

    private FolderLock(FileStream taken, string processFile) => (_lock, _processFile) = (taken, processFile);

    /// <exception cref="StartFailed">Another peer holds the folder.</exception>
    public static FolderLock Take(string folder)
    {
        var processFile = Path.Combine(folder, ProcessName);
        FileStream taken;
        try
        {
            taken = new FileStream(Path.Combine(folder, LockName), OwnerOnly.ForWriting(FileMode.OpenOrCreate, FileShare.None));
        }
        catch (IOException held) when (IsHeld(held))
        {
            throw new StartFailed(
                $"The data folder {folder} is in use by another peer ({Holder(processFile)} holds {LockName}). One folder serves one peer: "
                + "end that peer, or give this one a folder of its own with --data.", held);
        }

        try
        {
            OwnerOnly.WriteWhole(processFile, Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
            return new(taken, processFile);
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>The lock file stays: deleting it would let two others lock two files of that name.</summary>
    public void Dispose()
    {
        OwnerOnly.DeleteIfThere(_processFile);
        _lock.Dispose();
    }

    /// <summary>EWOULDBLOCK as Linux (11) and BSD or macOS (35) number it, and Windows' sharing violation.</summary>
    private static bool IsHeld(IOException failure) => failure.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static string Holder(string processFile)
    {
        try
        {
            var text = File.ReadAllText(processFile).Trim();
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? $"process {process}" : "a process";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "a process that has not told its number";
        }
    }
}
