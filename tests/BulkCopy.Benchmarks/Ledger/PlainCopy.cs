using System.Diagnostics;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Workers;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Benchmarks.Ledger;

/// <summary>The limit: outcomes streamed by one COPY in one transaction into a table with the key of the ledger's.</summary>
internal sealed class PlainCopy(NpgsqlDataSource database)
{
    private const int ChunkRows = 2000;

    public async Task<TimeSpan> CopyAsync(int rows)
    {
        await using var connection = await database.OpenConnectionAsync();
        await ExecuteAsync(connection, "DROP TABLE IF EXISTS public.outcomes_0");
        await ExecuteAsync(connection, "CREATE TABLE public.outcomes_0 (LIKE bulkcopy.outcomes, PRIMARY KEY (entry_id, attempt))");
        var copy = OutcomeRows.CopyInto.For(new RunId(0)).Replace("bulkcopy.", "public.", StringComparison.Ordinal);
        using var empty = new CopyBuffer();
        var header = empty.Written.Length;

        var start = Stopwatch.GetTimestamp();
        await using (var stream = await connection.BeginRawBinaryCopyAsync(copy))
        {
            for (var first = 0; first < rows; first += ChunkRows)
            {
                using var chunk = new CopyBuffer();
                for (var i = first; i < Math.Min(first + ChunkRows, rows); i++)
                    OutcomeRows.Append(chunk, new RunId(0), new WorkerId(1), SampleObjects.Outcome(new SegmentId(1 + (i / 1000)).Entry(i % 1000)));
                if (first + ChunkRows >= rows)
                    chunk.EndRows();
                await stream.WriteAsync(first == 0 ? chunk.Written : chunk.Written[header..]);
            }
        }
        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = connection.Command(sql);
        await command.ExecuteNonQueryAsync();
    }
}
