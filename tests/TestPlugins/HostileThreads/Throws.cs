namespace Gmqtt.TestPlugins.HostileThreads;

/// <summary>The places where an exception has nobody above it.</summary>
internal static class Throws
{
    private static Timer? _timer;

    internal static void On(string place)
    {
        switch (place)
        {
            case "thread":
                new Thread(() => Throw(place)).Start();
                break;
            case "unspeakable":
                new Thread(() => throw new Unspeakable()).Start();
                break;
            case "timer":
                _timer = new Timer(_ => Throw(place), null, 1, Timeout.Infinite);
                break;
            case "pool":
                ThreadPool.UnsafeQueueUserWorkItem(_ => Throw(place), null);
                break;
            case "async_void":
                Forget(place);
                break;
            case "finalizer":
                Drop();
                GC.Collect();
                break;
            case "task":
                _ = Task.Run(() => Throw(place));
                _ = Task.Factory.StartNew(() => Throw(place), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                Thread.Sleep(20);
                GC.Collect();
                break;
            case "registration":
                var source = new CancellationTokenSource(1);
                source.Token.Register(() => Throw(place));
                break;
        }
    }

    private static void Throw(string place) => throw new InvalidOperationException($"nobody catches this on {place}");

    private static async void Forget(string place)
    {
        await Task.Yield();
        Throw(place);
    }

    private static void Drop() => _ = new Finalized();

    private sealed class Finalized
    {
        ~Finalized() => Throw("finalizer");
    }

    private sealed class Unspeakable : Exception
    {
        public override string Message => throw new InvalidOperationException("the message throws");

        public override string? StackTrace => throw new InvalidOperationException("the stack trace throws");

        public override string ToString() => throw new InvalidOperationException("ToString throws");
    }
}
