using System.Globalization;
using System.Text;
using BulkCopy.ObjectStores.Http;

namespace BulkCopy.ObjectStores.Operations;

/// <summary>Restores from archive classes.</summary>
internal sealed class Restores(StoreContext context)
{
    private const string Operation = "RestoreObject";

    public Task<StoreResult<RestoreOutcome>> RestoreAsync(RestoreObjectRequest restore, CancellationToken cancellationToken)
    {
        var refusal = context.Limits.Object(restore.Bucket, restore.Key) ?? (restore.Days < 1 ? "a restored copy stays at least one day" : null)
            ?? (context.Dialect.StorageClasses.Classes.Any(known => known.IsArchive) || context.Dialect.StorageClasses.IsOpen ? null : $"{context.Dialect.Name} has no archive classes");
        if (refusal is not null) return context.Refuse<RestoreOutcome>(Operation, restore.Bucket, restore.Key, refusal);
        var request = context.Request(HttpMethod.Post, Operation, RequestEffect.Repeatable, restore.Bucket, restore.Key);
        request.Flag("restore");
        request.Parameter("versionId", restore.VersionId);
        request.Document(Encoding.UTF8.GetBytes(Document(restore)));
        return context.Caller.SendAsync(request, static (StoreResponse response, out RestoreOutcome outcome) =>
        {
            outcome = response.Status == 202 ? RestoreOutcome.Started : RestoreOutcome.AlreadyRestored;
            return true;
        }, cancellationToken);
    }

    private string Document(RestoreObjectRequest restore)
    {
        var element = context.Wire.RestoreParameters;
        var tier = restore.Tier is null ? "" : $"<{element}><Tier>{restore.Tier}</Tier></{element}>";
        return string.Create(CultureInfo.InvariantCulture, $"<RestoreRequest><Days>{restore.Days}</Days>{tier}</RestoreRequest>");
    }
}
