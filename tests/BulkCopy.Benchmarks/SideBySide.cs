using System.Diagnostics;

namespace BulkCopy.Benchmarks;

/// <summary>
/// Runs contenders in turns within one process and keeps the best round of each, so that a slow moment of the machine hits
/// all of them. Absolute numbers are the machine's; the ratios are what to compare.
/// </summary>
internal sealed class SideBySide(int rounds, TimeSpan roundLength)
{
    private readonly List<Contender> _contenders = [];

    private sealed class Contender(string name, Action<int> work)
    {
        public string Name { get; } = name;
        public Action<int> Work { get; } = work;
        public int Repetitions { get; set; } = 1;
        public double Nanoseconds { get; set; } = double.MaxValue;
        public double Bytes { get; set; }
    }

    public SideBySide Add(string name, Action<int> work)
    {
        _contenders.Add(new Contender(name, work));
        return this;
    }

    /// <summary>Measures all; returns per contender the best nanoseconds and the allocated bytes of one repetition.</summary>
    public IReadOnlyList<(string Name, double Nanoseconds, double AllocatedBytes)> Run()
    {
        foreach (var contender in _contenders) Calibrate(contender);
        for (var round = 0; round < rounds; round++)
            foreach (var contender in _contenders) Measure(contender);
        return [.. _contenders.Select(c => (c.Name, c.Nanoseconds, c.Bytes))];
    }

    private void Calibrate(Contender contender)
    {
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            contender.Work(contender.Repetitions);
            var taken = Stopwatch.GetElapsedTime(start);
            if (taken >= roundLength / 2) break;
            contender.Repetitions *= taken < roundLength / 20 ? 8 : 2;
        }
    }

    private static void Measure(Contender contender)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var start = Stopwatch.GetTimestamp();
        contender.Work(contender.Repetitions);
        var taken = Stopwatch.GetElapsedTime(start);
        contender.Bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / contender.Repetitions;
        contender.Nanoseconds = Math.Min(contender.Nanoseconds, taken.TotalNanoseconds / contender.Repetitions);
    }
}
