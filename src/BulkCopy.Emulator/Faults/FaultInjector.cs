using System.Globalization;
using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Requests;

namespace BulkCopy.Emulator.Faults;

/// <summary>The faults that are switched on. Safe for concurrent use; costs nothing while there are none.</summary>
public sealed class FaultInjector
{
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private ActiveFault[] active = [];
    private int lastId;

    internal FaultInjector(TimeProvider time) => this.time = time;

    /// <summary>The rules by their ids, with the requests each has struck so far.</summary>
    public IReadOnlyList<(string Id, FaultRule Rule, int Struck)> Rules => [.. active.Select(fault => (fault.Id, fault.Rule, fault.Struck))];

    /// <summary>Switches a fault on and gives its id.</summary>
    public string Add(FaultRule rule)
    {
        lock (gate)
        {
            var id = (++lastId).ToString(CultureInfo.InvariantCulture);
            active = [.. active, new ActiveFault(id, rule)];
            return id;
        }
    }

    /// <summary>Switches a fault off; false when there is none of that id.</summary>
    public bool Remove(string id)
    {
        lock (gate)
        {
            var rest = active.Where(fault => fault.Id != id).ToArray();
            var found = rest.Length < active.Length;
            active = rest;
            return found;
        }
    }

    /// <summary>Switches all faults off.</summary>
    public void Clear()
    {
        lock (gate) active = [];
    }

    /// <summary>How far the clock is off for a request whose signature is about to be checked.</summary>
    internal TimeSpan SkewOf(DialectProfile profile, Operation operation, string? bucket, string? key)
    {
        foreach (var fault in active)
        {
            if (fault.Rule.Kind == FaultKind.ClockSkew && fault.Concerns(profile, operation, bucket, key, 0) && fault.Strikes(time.GetUtcNow(), out _))
                return fault.Rule.Skew;
        }
        return TimeSpan.Zero;
    }

    /// <summary>What happens to a request; null for nothing.</summary>
    internal List<StruckFault>? Decide(EmulatorRequest request)
    {
        List<StruckFault>? struck = null;
        foreach (var fault in active)
        {
            if (fault.Rule.Kind == FaultKind.ClockSkew) continue;
            if (!fault.Concerns(request.Profile, request.Operation, request.Bucket, request.Key, request.PartNumber)) continue;
            if (fault.Strikes(time.GetUtcNow(), out var delay)) (struck ??= []).Add(new StruckFault(fault.Rule, delay));
        }
        return struck;
    }
}

/// <summary>A fault that happens to a request, and how long it lasts.</summary>
internal readonly record struct StruckFault(FaultRule Rule, TimeSpan Delay);
