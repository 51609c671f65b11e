using System.Globalization;
using BulkCopy.ObjectStores;
using BulkCopy.ObjectStores.PostObjects;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Server.Manifests;

/// <summary>
/// Gives out forms with which a browser uploads a manifest straight to a bucket, and checks what the browser says on its way back:
/// nothing is believed that a HEAD does not confirm.
/// </summary>
internal sealed class ManifestForms(ManifestUploadTable table, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    public const long MostBytes = 5L << 30;
    private const string Another = "The form has brought another manifest before.";

    /// <summary>Signs a form for one fresh key prefix.</summary>
    public async Task<(ManifestUploadRow Upload, PostForm Form)> IssueAsync(
        ObjectStoreClient store, string bucket, string prefix, long mostBytes, Func<Guid, string> redirect, string by, CancellationToken cancellationToken)
    {
        var id = Guid.NewGuid();
        var upload = new ManifestUploadRow
        {
            Id = id,
            Store = store.Options.Name,
            Bucket = bucket,
            KeyPrefix = string.Create(CultureInfo.InvariantCulture, $"{prefix}bulkcopy-manifests/{id:N}/"),
            MostBytes = mostBytes,
            CreatedBy = by,
            ExpiresAt = time.GetUtcNow() + Lifetime,
        };
        var back = redirect(id);
        var policy = new PostPolicy(upload.ExpiresAt).StartsWith("key", upload.KeyPrefix).Exact("success_action_redirect", back).ContentLength(1, mostBytes);
        var form = await store.SignFormAsync(
            new PostFormRequest
            {
                Url = store.FormUrl(bucket), Bucket = bucket, Key = upload.KeyPrefix + "${filename}", Policy = policy, SuccessActionRedirect = back,
            },
            cancellationToken);
        await table.CreateAsync(upload, cancellationToken);
        return (upload, form);
    }

    /// <summary>Looks for what a browser says it has uploaded.</summary>
    /// <returns>What is wrong, as a sentence; <c>null</c> if it is there and was written down.</returns>
    public async Task<string?> LandAsync(
        ManifestUploadRow upload, IObjectStore store, string? bucket, string? key, string? etag, CancellationToken cancellationToken)
    {
        if (bucket is not null && bucket != upload.Bucket)
            return "The manifest was announced in another bucket than it was to go to.";
        if (key is null || !key.StartsWith(upload.KeyPrefix, StringComparison.Ordinal) || key.Length == upload.KeyPrefix.Length)
            return "The manifest was announced under another key than it was to have.";
        if (upload.LandedAt is not null)
            return upload.Key == key ? null : Another;
        var head = await store.HeadObjectAsync(new ReadObjectRequest { Bucket = upload.Bucket, Key = key }, cancellationToken);
        if (!head.Succeeded)
            return $"The manifest cannot be read: {head.Error}";
        if (etag is { Length: > 0 } && !etag.Trim('"').Equals(head.Value.ETag, StringComparison.OrdinalIgnoreCase))
            return "The bucket holds something else under this key than was announced.";
        if (head.Value.Size < 1 || head.Value.Size > upload.MostBytes)
            return "The manifest has another size than the form allowed.";
        // Another may have landed while the bucket was asked.
        return await table.LandOnceAsync(upload.Id, key, head.Value.ETag, head.Value.Size, cancellationToken) || (await table.FindAsync(upload.Id, cancellationToken))?.Key == key
            ? null : Another;
    }
}
