namespace BulkCopy.ObjectStores.PostObjects;

/// <summary>A form upload before it is signed.</summary>
public sealed record PostFormRequest
{
    /// <summary>Where the form is posted: <c>https://bucket-host/</c>, with path style <c>https://host/bucket</c>.</summary>
    public required string Url { get; init; }

    /// <summary>The bucket; S3 wants it in the policy.</summary>
    public required string Bucket { get; init; }

    /// <summary>
    /// The object key. The store replaces <c>${filename}</c> by the file's name: COS and S3 before they check the
    /// policy, OSS after it.
    /// </summary>
    public required string Key { get; init; }

    /// <summary>What the form may contain.</summary>
    public required PostPolicy Policy { get; init; }

    /// <summary>
    /// Further fields in the order of the form: metadata, <c>acl</c>, storage class, encryption, <c>Content-Type</c> and so on
    /// in the dialect's own spelling. Default none.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>The status of success: 200, 201 or 204. Default null: the store's own, which is 204.</summary>
    public int? SuccessActionStatus { get; init; }

    /// <summary>Where the store redirects to (303) after success, with bucket, key and ETag appended. Default null: nowhere.</summary>
    public string? SuccessActionRedirect { get; init; }
}
