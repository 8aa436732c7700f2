using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Peer;

namespace PeerActors.Host.Commands;

/// <summary>One run of <c>peer up</c>: folder, settings, peer, admin endpoint; then the wait; then all of it backwards.</summary>
internal sealed class UpRun(Seams seams, CommandIo io, bool json)
{
    public async Task<int> RunAsync(UpOptions options, CancellationToken stop)
    {
        var settings = options.ApplyTo(seams.LoadSettings(options.Config));
        using var folder = DataFolder.Open(options.Data);
        await using var host = await seams.StartPeer(new(folder, settings), stop);
        var told = UpView.For(json, io, settings.Join);
        await TakeCommands(host, folder, settings.Http, told, stop);
        return stop.IsCancellationRequested ? await Leave(host, settings, told) : await Failure(host);
    }

    /// <summary>Until the peer is to leave; from then on no command comes in.</summary>
    private async Task TakeCommands(IPeerHost host, DataFolder folder, HttpSettings http, UpView told, CancellationToken stop)
    {
        var token = BearerToken.Make();
        await using var admin = await AdminServer.StartAsync(host.Peer, http, token, io.Clock);
        using var published = folder.Publish(new(admin.Url, token, Environment.ProcessId));
        told.Up(host.Peer, admin.Url);
        await Watch(host, told, stop);
    }

    /// <summary>Tells what happens until a signal comes or the peer ends by itself.</summary>
    private static async Task Watch(IPeerHost host, UpView told, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var telling = Tell(host, told, over.Token);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Register(stopped.SetResult)) await FirstEnd(host.Completion, stopped.Task, telling);
        await over.CancelAsync();
        await telling;
    }

    /// <summary>That there is nothing more to tell ends nothing; that it cannot be told does.</summary>
    private static async Task FirstEnd(Task completion, Task stopped, Task telling)
    {
        if (await Task.WhenAny(completion, stopped, telling) == telling && telling.IsCompletedSuccessfully) await Task.WhenAny(completion, stopped);
    }

    private static async Task Tell(IPeerHost host, UpView told, CancellationToken over)
    {
        try
        {
            await foreach (var e in host.Events(over)) told.Happened(e);
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The peer is leaving: what happens to its links from now on is told by "left".
        }
    }

    private async Task<int> Leave(IPeerHost host, PeerSettings settings, UpView told)
    {
        PeerLeft left;
        try
        {
            left = await host.LeaveAsync(settings.Links.ByeTimeout + settings.AskTimeout);
        }
        catch (Exception late)
        {
            throw new CommandFailed($"The peer could not leave in order (links.bye-timeout, peer.ask-timeout): {late.Message}", late);
        }

        told.Left(left);
        foreach (var problem in left.Problems) io.Error.WriteLine(Shown.Text(problem));
        return left.Problems.IsEmpty ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<int> Failure(IPeerHost host)
    {
        try
        {
            await host.Completion;
        }
        catch (Exception failure)
        {
            throw new CommandFailed($"The peer failed: {failure.Message}", failure);
        }

        throw new CommandFailed("The peer ended by itself.");
    }
}
