using System.Collections.Concurrent;
using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Verification;

/// <summary>Asks the destination, by HEAD, whether the verified objects of a report are still there as the report says.</summary>
/// <param name="store">The destination's store.</param>
/// <param name="concurrency">Requests in flight at most.</param>
public sealed class LiveCheck(IObjectStore store, int concurrency)
{
    private const int MostFindings = 1000;

    /// <summary>Asks. Returns the number of objects asked about and what is not as it should be, in the report's order, at most 1,000.</summary>
    /// <param name="destination">Where the objects are.</param>
    /// <param name="columns">Columns of the lines.</param>
    /// <param name="lines">The report's lines.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<(long Asked, IReadOnlyList<CertificateFinding> Findings)> CheckAsync(
        StoreLocation destination, IReadOnlyList<string> columns, IAsyncEnumerable<IReadOnlyList<string>> lines, CancellationToken cancellationToken)
    {
        var tree = new ReportTree(columns, 1);
        var findings = new ConcurrentBag<CertificateFinding>();
        var asked = 0L;
        await Parallel.ForEachAsync(Numbered(lines), new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = cancellationToken }, async (line, token) =>
        {
            if (!tree.IsVerified(line.Fields) || findings.Count >= MostFindings) return;
            var expected = new Expected(columns, line.Fields);
            // A delete marker cannot be asked about by HEAD.
            if (expected.IsDeleteMarker) return;
            Interlocked.Increment(ref asked);
            var head = await store.HeadObjectAsync(new ReadObjectRequest { Bucket = destination.Bucket, Key = expected.Key, VersionId = expected.VersionId }, token).ConfigureAwait(false);
            if (Difference(expected, head) is { } difference)
                findings.Add(new(line.Number, line.Number, string.Create(CultureInfo.InvariantCulture, $"Line {line.Number}: object '{expected.Key}' {difference}.")));
        }).ConfigureAwait(false);
        return (asked, [.. findings.OrderBy(finding => finding.FirstLine)]);
    }

    private static string? Difference(Expected expected, StoreResult<ObjectProperties> head)
    {
        if (!head.Succeeded)
            return head.Error.Code is StoreErrorCode.NoSuchKey or StoreErrorCode.NoSuchVersion ? "is gone" : $"could not be asked about: {head.Error}";
        var found = head.Value;
        if (Text(found.Size) != expected.Size) return $"has {found.Size} bytes, not {expected.Size}";
        if (expected.Crc64.Length > 0 && found.Crc64 is { } crc) return Text(crc) == expected.Crc64 ? null : $"has CRC-64 {crc}, not {expected.Crc64}";
        return expected.ETag.Length == 0 || string.Equals(expected.ETag, found.ETag, StringComparison.OrdinalIgnoreCase) ? null : $"has ETag {found.ETag}, not {expected.ETag}";
    }

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static async IAsyncEnumerable<(long Number, IReadOnlyList<string> Fields)> Numbered(IAsyncEnumerable<IReadOnlyList<string>> lines)
    {
        var number = 0L;
        await foreach (var fields in lines.ConfigureAwait(false)) yield return (++number, fields);
    }

    private readonly struct Expected(IReadOnlyList<string> columns, IReadOnlyList<string> fields)
    {
        public string Key => Field("destinationKey");
        public bool IsDeleteMarker => Field("proof") == nameof(Proof.DeleteMarker);
        public string? VersionId => Field("destinationVersionId") is { Length: > 0 } version ? version : null;
        public string Size => Field("size");
        public string ETag => Field("destinationETag");
        public string Crc64 => Field("crc64");

        private string Field(string name)
        {
            for (var i = 0; i < columns.Count; i++)
                if (columns[i] == name) return fields[i];
            return "";
        }
    }
}
