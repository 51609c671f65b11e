using System.Globalization;

namespace BulkCopy.Engine.Jobs;

/// <summary>Checks what happens on failures.</summary>
internal static class FailureChecks
{
    private const int MostAttempts = 100;
    private static readonly TimeSpan longest = TimeSpan.FromDays(1);

    public static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        var failures = spec.Failures;
        if (failures.MaxAttempts is < 1 or > MostAttempts) problems.Add(new("failures.maxAttempts", Text($"An object is tried 1 to {MostAttempts} times, not {failures.MaxAttempts}.")));
        if (failures.StopAtFailedPercent is not (>= 0 and <= 100)) problems.Add(new("failures.stopAtFailedPercent", "The share of failures that ends a run is 0 to 100 percent."));
        if (failures.StopAfterOutcomes < 1) problems.Add(new("failures.stopAfterOutcomes", "The share of failures is looked at after 1 outcome or more."));
        AddWait(problems, "failures.baseDelay", failures.BaseDelay);
        AddWait(problems, "failures.maxDelay", failures.MaxDelay);
        if (failures.BaseDelay > failures.MaxDelay && failures.BaseDelay <= longest)
            problems.Add(new("failures.maxDelay", Text($"The longest wait ({failures.MaxDelay}) is shorter than the first ({failures.BaseDelay}).")));
    }

    private static void AddWait(List<JobProblem> problems, string field, TimeSpan wait)
    {
        if (wait < TimeSpan.Zero || wait > longest) problems.Add(new(field, Text($"A wait between attempts takes 0 seconds to 1 day, not {wait}.")));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
