using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Requests;

namespace BulkCopy.Emulator.Faults;

/// <summary>A rule at work: how often it matched and struck, its dice, its rate window.</summary>
internal sealed class ActiveFault(string id, FaultRule rule)
{
    private readonly Lock gate = new();
    private readonly Random dice = new(rule.Seed);
    private long windowSecond;
    private int inWindow;

    public string Id => id;

    public FaultRule Rule => rule;

    public int Matched { get; private set; }

    public int Struck { get; private set; }

    public bool Concerns(DialectProfile profile, Operation operation, string? bucket, string? key, int partNumber) =>
        (rule.Dialect is null || rule.Dialect == profile.Dialect)
        && (rule.Bucket is null || rule.Bucket == bucket)
        && (rule.Prefix is null || key?.StartsWith(rule.Prefix, StringComparison.Ordinal) == true)
        && (rule.Operations.Count == 0 || rule.Operations.Contains(operation))
        && (rule.PartNumber is null || rule.PartNumber == partNumber);

    /// <summary>Counts a matching request; true when the fault happens to it, with the delay drawn for it.</summary>
    public bool Strikes(DateTimeOffset now, out TimeSpan delay)
    {
        lock (gate)
        {
            delay = rule.Delay;
            Matched++;
            if (Matched <= rule.Skip || (rule.Count is { } most && Struck >= most)) return false;
            if (rule.AboveRequestsPerSecond is { } rate && !IsAbove(rate, now)) return false;
            if (rule.Probability < 1 && dice.NextDouble() >= rule.Probability) return false;
            if (rule.LongestDelay is { } longest && longest > rule.Delay) delay += (longest - rule.Delay) * dice.NextDouble();
            Struck++;
            return true;
        }
    }

    private bool IsAbove(double rate, DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        if (second != windowSecond) (windowSecond, inWindow) = (second, 0);
        return ++inWindow > rate;
    }
}
