namespace Gmqtt.Listeners.Tests;

/// <summary>Waits for what the kernel or another thread will have done, without a guess at how long.</summary>
internal static class Eventually
{
    public static async Task IsTrueAsync(Func<bool> condition, string what)
    {
        var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, $"Never came true: {what}");
            await Task.Yield();
        }
    }
}
