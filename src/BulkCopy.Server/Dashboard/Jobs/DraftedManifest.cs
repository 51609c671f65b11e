using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>What names the objects, from the form: a manifest that was uploaded, one that lies in a bucket, or the failures of a run.</summary>
internal static class DraftedManifest
{
    public static ManifestSource? Read(DraftValues values, ManifestUploadRow? uploaded)
    {
        var (at, failedOf) = (values.Text("manifestAt"), values.Number("failedOf"));
        if (new object?[] { uploaded, at, failedOf }.Count(given => given is not null) > 1)
            values.Refuse("manifestAt", "Objects are named by one manifest, or by the failures of one run: leave the others away.");
        if (failedOf is not null)
            return new ManifestSource { Kind = ManifestKind.FailedOf, FailedOf = (int)Math.Min(failedOf.Value, int.MaxValue) };
        if (at is null && uploaded is not { Key: not null })
        {
            if (values.Flag("manifestColumns") || values.Flag("manifestEncoded") || values.Flag("manifestFormat"))
                values.Refuse("manifestAt", "Name the manifest that is read like this.");
            return null;
        }
        StoreLocation? place;
        if (at is null)
            place = new StoreLocation(uploaded!.Store, uploaded.Bucket, uploaded.Key!);
        else if ((place = StoreLocation.Parse(at, out var problem)) is null)
            values.Refuse("manifestAt", problem!);
        return place is null ? null : new ManifestSource
        {
            Kind = values.Choice<ManifestKind>("manifestFormat") ?? (place.Prefix.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? ManifestKind.Inventory : ManifestKind.Csv),
            At = place,
            Columns = values.Words("manifestColumns"),
            UrlEncoded = values.Flag("manifestEncoded"),
            Plus = values.Choice<PlusMeaning>("manifestPlus") ?? PlusMeaning.Auto,
            ETag = at is null ? uploaded!.ETag : null,
        };
    }
}
