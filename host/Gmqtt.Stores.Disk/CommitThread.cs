using System.Collections.Concurrent;

namespace Gmqtt.Stores.Disk;

/// <summary>One thread that waits for the disk, so that no thread of the pool does.</summary>
internal sealed class CommitThread : IDisposable
{
    private readonly BlockingCollection<Job> _jobs = new(boundedCapacity: 4);

    internal CommitThread(string name) => new Thread(Run) { IsBackground = true, Name = name }.Start();

    internal Task RunAsync(Action work)
    {
        var job = new Job(work);
        _jobs.Add(job);
        return job.Done.Task;
    }

    public void Dispose() => _jobs.CompleteAdding();

    private void Run()
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            try
            {
                job.Work();
                job.Done.SetResult();
            }
            catch (Exception exception)
            {
                job.Done.SetException(exception);
            }
        }

        _jobs.Dispose();
    }

    private sealed class Job(Action work)
    {
        internal Action Work { get; } = work;

        internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
