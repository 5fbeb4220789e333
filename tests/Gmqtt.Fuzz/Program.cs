using System.Diagnostics;
using System.Globalization;
using Gmqtt.Fuzz;

// dotnet run -c Release --project tests/Gmqtt.Fuzz -- --packets 20000000 --seed 1 [--threads 2]
long packets = Argument("--packets", 20_000_000);
long seed = Argument("--seed", 1);
int threads = (int)Argument("--threads", Environment.ProcessorCount);

var clock = Stopwatch.StartNew();
var reports = new FuzzReport[threads];
Thread[] workers = Enumerable.Range(0, threads)
    .Select(index => new Thread(() =>
        reports[index] = new FuzzRun((ulong)seed + (ulong)index, TimeProvider.System).Execute(packets / threads)))
    .ToArray();
Array.ForEach(workers, static worker => worker.Start());
Array.ForEach(workers, static worker => worker.Join());
clock.Stop();

var total = new FuzzReport();
Array.ForEach(reports, total.Add);
double seconds = clock.Elapsed.TotalSeconds;
Line($"packets          {total.Packets:N0} in {seconds:N1} s on {threads} threads, seed {seed}");
Line($"packets/s        {total.Packets / seconds:N0}");
Line($"accepted         {total.Accepted:N0}, refused {total.Refused:N0}, incomplete {total.Incomplete:N0}");
Line($"exceptions       {total.Exceptions}");
Line($"violations       {total.Violations}");
Line($"most allocation  {total.WorstAllocationRatio:N1} bytes per byte of packet");
Line($"worst decode     {Microseconds(total.WorstTicks):N1} us as seen ({total.WorstPacket.Length} bytes), with every interruption of the thread");
Line($"worst again      {Microseconds(WorstDecode.Fastest(total.WorstPacket)):N2} us, the same packet alone");
Line($"largest decode   {Microseconds(WorstDecode.SlowestOfLarge()):N1} us, the slowest packet of 64 KiB");
if (total.FirstFailure is not null)
{
    Line($"first failure    {total.FirstFailure}");
}

return total.Exceptions + total.Violations == 0 ? 0 : 1;

static double Microseconds(long ticks)
{
    return ticks * 1_000_000.0 / Stopwatch.Frequency;
}

static void Line(FormattableString text)
{
    Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}

long Argument(string name, long otherwise)
{
    int at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
}
