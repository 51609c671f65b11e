using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Jobs, newest first.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class JobPages(NpgsqlDataSource source)
{
    private const string Columns =
        "job_id, spec::text, created_at, (SELECT max(run_id) FROM bulkcopy.runs r WHERE r.job_id = j.job_id)";

    private const string SelectPage = $"SELECT {Columns} FROM bulkcopy.jobs j WHERE job_id < $1 ORDER BY job_id DESC LIMIT $2";

    private const string SelectById = $"SELECT {Columns} FROM bulkcopy.jobs j WHERE job_id = $1";

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Jobs before <paramref name="before"/>.</summary>
    public Task<List<JobRow>> ListAsync(JobId? before, int most, CancellationToken cancellationToken) =>
        _database.CallAsync("listing jobs", async connection =>
        {
            await using var command = connection.Command(SelectPage).With(before?.Value ?? long.MaxValue).With(most);
            return await command.ReadAllAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>One job; <c>null</c> if there is none.</summary>
    public Task<JobRow?> FindAsync(JobId job, CancellationToken cancellationToken) =>
        _database.CallAsync($"reading job {job}", async connection =>
        {
            await using var command = connection.Command(SelectById).With(job.Value);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static JobRow Read(NpgsqlDataReader reader) => new(
        new JobId(reader.GetInt64(0)), JobSpecJson.Read(reader.GetString(1)), reader.Time(2), reader.IntOrNull(3) is { } run ? new RunId(run) : null);
}

/// <summary>A job and its newest run, if there is one left.</summary>
public sealed record JobRow(JobId Id, JobSpec Spec, DateTimeOffset CreatedAt, RunId? NewestRun);
