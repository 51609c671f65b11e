using System.ComponentModel;
using BulkCopy.Engine.Throttling;

namespace BulkCopy.Engine.Documents;

/// <summary>Limits to be set; what is left out is not limited.</summary>
public sealed record FlowLimitRequest
{
    private const int MostWindows = 50;

    /// <summary>Requests begun per second at most; 0 lets nothing begin.</summary>
    [Description("Requests begun per second at most, 0 to 1000000; 0 lets nothing begin.")]
    public double? RequestsPerSecond { get; init; }
    /// <summary>Bytes copied per second at most.</summary>
    [Description("Bytes copied per second at most.")]
    public long? BytesPerSecond { get; init; }
    /// <summary>Requests in flight at most.</summary>
    [Description("Requests in flight at most, 1 to 1000000.")]
    public int? InFlight { get; init; }
    /// <summary>Limits for times of the week, as text; the first that holds wins.</summary>
    [Description("Limits for times of the week, for instance: Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s, 50MiB/s, 20 in flight. The first that holds wins.")]
    public IReadOnlyList<string> Windows { get; init; } = [];

    /// <summary>The request that sets these limits.</summary>
    public static FlowLimitRequest Of(FlowLimit limit) => new()
    {
        RequestsPerSecond = limit.RequestsPerSecond, BytesPerSecond = limit.BytesPerSecond, InFlight = limit.InFlight, Windows = [.. limit.Windows.Select(window => window.Text)],
    };

    /// <summary>The limits; <c>null</c> if <paramref name="errors"/> has something.</summary>
    /// <param name="errors">What is wrong, by field.</param>
    public FlowLimit? Read(Dictionary<string, string[]> errors)
    {
        if (RequestsPerSecond is { } rate && !(rate is >= 0 and <= 1_000_000))
            errors["requestsPerSecond"] = ["'requestsPerSecond' is a number from 0 to 1000000."];
        if (BytesPerSecond < 0)
            errors["bytesPerSecond"] = ["'bytesPerSecond' is a number of bytes, 0 or more."];
        if (InFlight is < 1 or > 1_000_000)
            errors["inFlight"] = ["'inFlight' is a number from 1 to 1000000."];
        var windows = new List<FlowWindow>();
        foreach (var (number, text) in Windows.Take(MostWindows + 1).Index())
            if (FlowWindow.Parse((string?)text ?? "", out var error) is { } window)
                windows.Add(window);
            else
                errors[$"windows[{number}]"] = [error!];
        if (Windows.Count > MostWindows)
            errors["windows"] = [$"There are more than {MostWindows} windows."];
        return errors.Count > 0 ? null : new FlowLimit { RequestsPerSecond = RequestsPerSecond, BytesPerSecond = BytesPerSecond, InFlight = InFlight, Windows = windows };
    }
}
