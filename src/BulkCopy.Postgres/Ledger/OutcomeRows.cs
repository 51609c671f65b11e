using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Outcomes as rows of a run's partition.</summary>
internal static class OutcomeRows
{
    /// <summary>Longest text that came from outside and is kept, in characters.</summary>
    internal const int LongestMessage = 2000;

    /// <summary>Columns in the order of <see cref="Append"/>.</summary>
    internal const string CopyInto = """
        COPY bulkcopy.outcomes_{run} (entry_id, bytes, crc64, at, run_id, worker_id, duration_ms, result, proof, attempt, final,
            dest_etag, dest_version_id, dest_class, code, message, source_version_id, cost_nano) FROM STDIN (FORMAT BINARY)
        """;

    /// <summary>Columns in the order of <see cref="Read"/>.</summary>
    internal const string Columns =
        "o.entry_id, o.bytes, o.crc64, o.at, o.worker_id, o.duration_ms, o.result, o.proof, o.attempt, o.final, o.dest_etag, o.dest_version_id, o.dest_class, o.code, o.message, o.source_version_id";

    public static void Append(CopyBuffer rows, RunId run, WorkerId worker, Outcome outcome)
    {
        rows.BeginRow(18);
        rows.Write(outcome.Entry.Value);
        rows.Write(outcome.Bytes);
        rows.Write(outcome.Crc64);
        rows.Write(outcome.At);
        rows.Write(run.Value);
        rows.Write(worker.Value);
        rows.Write((int)Math.Min(outcome.Duration.TotalMilliseconds, int.MaxValue));
        rows.WriteLabel(EnumLabels<OutcomeResult>.Of((int)outcome.Result));
        rows.WriteLabel(EnumLabels<Proof>.Of((int)outcome.Proof));
        rows.Write(checked((short)outcome.Attempt));
        rows.Write(outcome.Final);
        rows.Write(Printable(outcome.DestinationETag));
        rows.Write(Printable(outcome.DestinationVersionId));
        rows.Write(Printable(outcome.DestinationClass));
        rows.Write(Printable(outcome.Code));
        rows.Write(Printable(outcome.Message));
        rows.Write(Printable(outcome.SourceVersionId));
        if (outcome.Transition is { } transition) rows.Write(TransitionDays.Nano(transition.Cost));
        else rows.WriteNull();
    }

    /// <summary>Reads an outcome whose columns begin at <paramref name="first"/>.</summary>
    public static Outcome Read(NpgsqlDataReader reader, int first) => new()
    {
        Entry = new EntryId(reader.GetInt64(first)),
        Bytes = reader.GetInt64(first + 1),
        Crc64 = reader.Crc64OrNull(first + 2),
        At = reader.Time(first + 3),
        Duration = TimeSpan.FromMilliseconds(reader.GetInt32(first + 5)),
        Result = reader.GetFieldValue<OutcomeResult>(first + 6),
        Proof = reader.GetFieldValue<Proof>(first + 7),
        Attempt = reader.GetInt16(first + 8),
        Final = reader.GetBoolean(first + 9),
        DestinationETag = reader.TextOrNull(first + 10),
        DestinationVersionId = reader.TextOrNull(first + 11),
        DestinationClass = reader.TextOrNull(first + 12),
        Code = reader.TextOrNull(first + 13),
        Message = reader.TextOrNull(first + 14),
        SourceVersionId = reader.TextOrNull(first + 15),
    };

    /// <summary>What a store answered, so that any of it fits into the ledger.</summary>
    internal static string? Printable(string? text)
    {
        if (text is null || (text.Length <= 64 && System.Text.Ascii.IsValid(text) && !text.Contains('\0', StringComparison.Ordinal)))
            return text;
        if (text.Length > LongestMessage)
            text = text[..LongestMessage];
        var bytes = System.Text.Encoding.UTF8.GetBytes(text.Replace('\0', '\uFFFD'));
        return System.Text.Encoding.UTF8.GetString(bytes);
    }
}
