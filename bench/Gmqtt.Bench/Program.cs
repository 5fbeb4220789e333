using BenchmarkDotNet.Running;
using Gmqtt.Bench;

if (args is ["allocations"])
{
    Console.Out.Write(AllocationTable.ToMarkdown(AllocationTable.Measure()));
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(AllocationTable).Assembly).Run(args);
