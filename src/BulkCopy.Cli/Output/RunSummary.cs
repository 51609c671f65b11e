using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Output;

/// <summary>What is printed when a verb lets go of a run.</summary>
internal static class RunSummary
{
    public static void Print(Invocation invocation, Run run)
    {
        if (invocation.IsJson)
        {
            invocation.PrintJson(RunDocument.Of(run, invocation.Time.GetUtcNow()), DocumentJson.Types.RunDocument);
            return;
        }

        invocation.Terminal.Print(RunTable.Of([run], invocation.Time.GetUtcNow(), invocation.Terminal.Width));
        invocation.Say(Next(run));
    }

    public static void PrintCreated(Invocation invocation, Run run)
    {
        if (invocation.IsJson)
            invocation.PrintJson(RunDocument.Of(run, invocation.Time.GetUtcNow()), DocumentJson.Types.RunDocument);
        else
            invocation.Terminal.Output.WriteLine($"Run {run.Id} is written down ({run.State}). Watch it: bulkcopy runs watch {run.Id}");
    }

    public static void PrintSteered(Invocation invocation, Run run)
    {
        if (invocation.IsJson)
            invocation.PrintJson(RunDocument.Of(run, invocation.Time.GetUtcNow()), DocumentJson.Types.RunDocument);
        else
            invocation.Terminal.Output.WriteLine($"Run {run.Id} is {run.State}{(RunFacts.IsAtRest(run) ? "" : ": workers finish what is in flight")}.");
    }

    /// <summary>One sentence: what became of it and what can be done next.</summary>
    internal static string Next(Run run)
    {
        var failures = run.Totals.Failed + run.Totals.SourceChanged;
        return run.State switch
        {
            RunState.Complete when failures == 0 => $"Run {run.Id} is complete. The report: bulkcopy runs report {run.Id}",
            RunState.Complete => $"Run {run.Id} is complete, but {Quantity.Count(failures)} objects were not copied. Which and why: bulkcopy runs report {run.Id} --failed-only",
            RunState.Failed => $"Run {run.Id} failed: {run.StateReason ?? "no reason is recorded"}. More: bulkcopy runs show {run.Id}",
            RunState.Cancelled => $"Run {run.Id} was cancelled{(run.StateReason is null ? "" : $": {run.StateReason}")}. What was copied: bulkcopy runs report {run.Id}",
            RunState.Paused => $"Run {run.Id} is paused. To go on: bulkcopy runs resume {run.Id}",
            _ => $"Run {run.Id} is {run.State}, with {Quantity.Count(run.Totals.Finished)} of {Quantity.Count(run.Totals.Listed)} listed objects done; nothing is lost. To go on: bulkcopy runs resume {run.Id}",
        };
    }
}
