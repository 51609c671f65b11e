using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Tiering;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Tiering;

/// <summary>What the ledger knows of the restores of entries, as sentences.</summary>
internal static class RestoreHistory
{
    private const string ReadRestores = """
        SELECT state, tier, days, cost, requests, admitted_at, requested_at, checked_at, expires_at, message
        FROM bulkcopy.restores WHERE run_id = $1 AND entry_id = ANY ($2) ORDER BY entry_id
        """;

    public static async Task<IEnumerable<TimelineItem>> ReadAsync(NpgsqlConnection connection, RunId run, long[] entries, CancellationToken cancellationToken)
    {
        await using var command = connection.Command(ReadRestores).With(run.Value).With(entries);
        return (await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false)).SelectMany(items => items);
    }

    /// <summary>When it was admitted, when the store was last asked for it, and what was last seen.</summary>
    private static List<TimelineItem> Read(NpgsqlDataReader reader)
    {
        var cost = reader.GetDecimal(3);
        List<TimelineItem> items =
        [
            Item(reader.Time(5), FormattableString.Invariant($"admitted: tier {reader.GetString(1)}, copy kept for {reader.GetInt32(2)} days")
                + (cost == 0 ? "" : FormattableString.Invariant($", cost {cost:0.######}"))),
        ];
        if (reader.TimeOrNull(6) is { } requested) items.Add(Item(requested, FormattableString.Invariant($"asked for, request {reader.GetInt16(4)} of this run")));
        if (reader.TimeOrNull(7) is { } seen) items.Add(Item(seen, Seen(reader)));
        return items;
    }

    private static string Seen(NpgsqlDataReader reader) => (Enum.Parse<RestoreProgressState>(reader.GetString(0)) switch
    {
        RestoreProgressState.Intended => "the store could not be asked",
        RestoreProgressState.Running => "the store is at it",
        RestoreProgressState.Restored => "readable" + (reader.TimeOrNull(8) is { } expiry ? FormattableString.Invariant($" until {expiry:u}") : ""),
        _ => "failed or gone",
    }) + (reader.TextOrNull(9) is { } message ? $": {message}" : "");

    private static TimelineItem Item(DateTimeOffset at, string detail) => new(at, "restore", detail, null);
}
