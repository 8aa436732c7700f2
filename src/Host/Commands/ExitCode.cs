namespace PeerActors.Host.Commands;

/// <summary>What a command returns to the shell.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUsage = 2;
}

/// <summary>A command did not do what it was asked to, and says why.</summary>
internal sealed class CommandFailed(string message, Exception? cause = null) : Exception(message, cause);
