using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>What a transaction adds to the record of transitions per day, rule and class. Like totals: one row per worker, in the transaction of the outcomes.</summary>
internal static class TransitionDays
{
    private const string Add = """
        INSERT INTO bulkcopy.transition_days AS t (day, run_id, worker_id, rule, from_class, to_class, rule_name, objects, bytes, cost_nano)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (day, run_id, worker_id, rule, from_class, to_class) DO UPDATE SET
            objects = t.objects + excluded.objects, bytes = t.bytes + excluded.bytes, cost_nano = t.cost_nano + excluded.cost_nano
        """;

    /// <summary>Adds one statement per day, rule and class; none in runs that are no tiering.</summary>
    public static void AddTo(NpgsqlBatch batch, RunId run, WorkerId worker, IReadOnlyList<Outcome> outcomes)
    {
        var groups = outcomes
            .Where(outcome => outcome is { Final: true, Transition: not null, Result: OutcomeResult.Copied or OutcomeResult.Adopted })
            .GroupBy(outcome => (Day: DateOnly.FromDateTime(outcome.At.UtcDateTime), outcome.Transition!.Rule, outcome.Transition.FromClass, To: outcome.DestinationClass!, outcome.Transition.RuleName))
            .OrderBy(group => group.Key);
        foreach (var group in groups)
            batch.Add(Add).With(group.Key.Day).With(run.Value).With(worker.Value).With((short)group.Key.Rule).With(group.Key.FromClass).With(group.Key.To).With(group.Key.RuleName)
                .With(group.LongCount()).With(group.Sum(outcome => outcome.Bytes)).With(group.Sum(outcome => Nano(outcome.Transition!.Cost)));
    }

    /// <summary>An amount in billionths.</summary>
    public static long Nano(decimal amount) => (long)decimal.Round(decimal.Min(amount * 1_000_000_000m, long.MaxValue / 1024));
}
