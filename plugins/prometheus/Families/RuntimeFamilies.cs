using System.Diagnostics;

namespace Gmqtt.Exporter.Families;

/// <summary>The process and the .NET runtime in it, under the names that other exporters give them.</summary>
internal static class RuntimeFamilies
{
    public static void Add(Exposition to)
    {
        using var process = Process.GetCurrentProcess();
        to.Counter("process_cpu_seconds_total", "Processor time, of the user and of the system.", Environment.CpuUsage.TotalTime.TotalSeconds);
        to.Gauge("process_resident_memory_bytes", "Memory that is in use.", Environment.WorkingSet);
        to.Gauge("process_virtual_memory_bytes", "Address space.", process.VirtualMemorySize64);
        to.Gauge("process_start_time_seconds", "When the process started, in seconds since 1970.", new DateTimeOffset(process.StartTime).ToUnixTimeMilliseconds() / 1000.0);
        to.Gauge("process_threads", "Threads of the system.", process.Threads.Count);
        AddMemory(to);
        to.Gauge("dotnet_threadpool_threads", "Threads of the pool.", ThreadPool.ThreadCount);
        to.Gauge("dotnet_threadpool_queue_length", "Work that waits for a thread of the pool.", ThreadPool.PendingWorkItemCount);
        to.Counter("dotnet_threadpool_completed_items_total", "Work that the pool has done.", ThreadPool.CompletedWorkItemCount);
        to.Gauge("dotnet_timers", "Timers that run.", Timer.ActiveCount);
        to.Counter("dotnet_lock_contentions_total", "How often a thread had to wait for a lock.", Monitor.LockContentionCount);
    }

    private static void AddMemory(Exposition to)
    {
        var memory = GC.GetGCMemoryInfo();
        to.Counter("dotnet_gc_collections_total", "Garbage collections.", "generation", Enumerable.Range(0, GC.MaxGeneration + 1).Select(g => ($"{g}", (double)GC.CollectionCount(g))));
        to.Counter("dotnet_gc_pause_seconds_total", "Time in which garbage collections stopped the process.", GC.GetTotalPauseDuration().TotalSeconds);
        to.Counter("dotnet_gc_allocated_bytes_total", "Bytes allocated.", GC.GetTotalAllocatedBytes());
        to.Gauge("dotnet_gc_heap_bytes", "Bytes in objects, dead ones included.", GC.GetTotalMemory(false));
        to.Gauge("dotnet_gc_committed_bytes", "Memory that the heap has from the system, at the latest collection.", memory.TotalCommittedBytes);
        to.Gauge("dotnet_gc_available_bytes", "Memory that the heap may have.", memory.TotalAvailableMemoryBytes);
    }
}
