using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Ledger;

namespace BulkCopy.Chaos.Tests;

/// <summary>Looks at ledger and buckets after a run, and says everything that is not as it must be.</summary>
internal sealed class CellVerdict(ChaosScene scene, ChaosCell cell, Run run)
{
    private readonly List<string> problems = [];
    private readonly IObjectStore from = scene.Store(cell.Source.Store);
    private readonly IObjectStore to = scene.Store(cell.Destination.Store);

    public async Task<IReadOnlyList<string>> JudgeAsync()
    {
        await JudgeLedgerAsync();
        if (problems.Count > 0) problems.Add(await ReadNewestFailureAsync());
        if (cell.Way.Histories is not null) problems.AddRange(await ChaosHistories.CompareAsync(scene, cell, run));
        else await JudgeObjectsAsync();
        var uploads = (await to.ListUploadsAsync(cell.Destination.Bucket, "", null, null, CancellationToken.None)).ValueOrThrow().Uploads;
        Expect(uploads.Count, 0, "uploads left open");
        return problems;
    }

    private async Task JudgeObjectsAsync()
    {
        var copies = await ListCopiesAsync();
        Expect(string.Join('\n', copies.Select(copy => copy.Key)), string.Join('\n', cell.Way.Contents(cell.Destination).Select(c => c.Key).Order(StringComparer.Ordinal)), "keys of all versions at the destination");
        foreach (var (key, _) in cell.Way.Contents(cell.Destination)) await JudgeObjectAsync(key);
    }

    private async Task JudgeLedgerAsync()
    {
        Expect(run.State, RunState.Complete, $"state ({run.StateReason})");
        var totals = run.Totals;
        Expect(totals.Listed, cell.Way.Objects, "listed");
        Expect(totals.Copied + totals.Adopted, cell.Way.Objects, $"copied or adopted, of {totals}");
        // S3 tells the MD5 of a whole object, with which a copy in parts cannot be compared.
        var mayBeSizeOnly = cell.Way.Histories is not null || (cell.Way.LargeObjects > 0 && cell.Source.Store == "s3");
        Expect(totals.Verified + (mayBeSizeOnly ? totals.SizeOnly : 0), cell.Way.Objects, "verified");
        Expect(await new ReportLedger(scene.Database).RecountAsync(run.Id, CancellationToken.None) with { Retries = 0 }, totals with { Retries = 0 }, "recount");
        Expect(await CountAsync($"SELECT count(*) FROM (SELECT 1 FROM bulkcopy.outcomes WHERE run_id = {run.Id} AND final GROUP BY entry_id HAVING count(*) = 1) once"), cell.Way.Objects, "entries with one final outcome");
        Expect(await CountAsync($"SELECT count(*) FROM bulkcopy.uploads WHERE run_id = {run.Id} AND closed_at IS NULL"), 0, "uploads open in the ledger");
    }

    private async Task<string> ReadNewestFailureAsync()
    {
        await using var command = scene.Database.CreateCommand($"SELECT code || ': ' || coalesce(message, '') FROM bulkcopy.outcomes WHERE run_id = {run.Id} AND code IS NOT NULL ORDER BY at DESC LIMIT 1");
        return $"the newest failure is {await command.ExecuteScalarAsync()}";
    }

    private async Task<IReadOnlyList<ListedObject>> ListCopiesAsync() =>
        [.. (await to.ListVersionsAsync(new ListVersionsRequest { Bucket = cell.Destination.Bucket }, CancellationToken.None)).ValueOrThrow().Objects];

    private async Task JudgeObjectAsync(string key)
    {
        var source = (await from.HeadObjectAsync(new ReadObjectRequest { Bucket = cell.Source.Bucket, Key = key }, CancellationToken.None)).ValueOrThrow();
        var copy = await to.HeadObjectAsync(new ReadObjectRequest { Bucket = cell.Destination.Bucket, Key = key }, CancellationToken.None);
        if (!copy.Succeeded)
        {
            problems.Add($"{key}: {copy.Error}");
            return;
        }
        Expect(copy.Value.Headers.ContentType, source.Headers.ContentType, $"content type of {key}");
        Expect(string.Join(',', copy.Value.Headers.Metadata), string.Join(',', source.Headers.Metadata), $"metadata of {key}");
        Expect(await DigestAsync(to, cell.Destination.Bucket, key), ChaosObjects.Digest(cell, key), $"content of {key}");
    }

    private static async Task<string> DigestAsync(IObjectStore store, string bucket, string key)
    {
        using var opened = (await store.GetObjectAsync(new ReadObjectRequest { Bucket = bucket, Key = key }, CancellationToken.None)).ValueOrThrow();
        return Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(opened.Content));
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = scene.Database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    private void Expect<T>(T actual, T expected, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(actual, expected)) problems.Add($"{what}: {actual}, not {expected}");
    }
}
