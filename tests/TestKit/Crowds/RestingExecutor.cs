using Akka.Configuration;
using Akka.Dispatch;

namespace PeerActors.TestKit.Crowds;

/// <summary>Runs actors on the thread pool, as a deployed peer does, and lets <see cref="Rest"/> count.</summary>
internal sealed class RestingExecutor(string id, Rest rest) : ExecutorService(id)
{
    /// <inheritdoc/>
    public override void Execute(IRunnable run)
    {
        rest.Begin();
        ThreadPool.UnsafeQueueUserWorkItem(
            static work =>
            {
                try
                {
                    work.run.Run();
                }
                finally
                {
                    work.rest.End();
                }
            },
            (run, rest), preferLocal: false);
    }

    /// <inheritdoc/>
    public override void Shutdown()
    {
    }
}

/// <summary>Makes the executor of a dispatcher; named in the actor system's configuration.</summary>
internal sealed class RestingExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites) : ExecutorServiceConfigurator(config, prerequisites)
{
    /// <inheritdoc/>
    public override ExecutorService Produce(string id) => new RestingExecutor(id, Prerequisites.Settings.Setup.Get<Rest>().Value);
}
