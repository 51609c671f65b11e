using BulkCopy.ObjectStores.PostObjects;

namespace BulkCopy.ObjectStores;

/// <summary>Uploads an object as an HTML form does (POST Object).</summary>
public sealed record PostObjectRequest
{
    /// <summary>Bucket.</summary>
    public required string Bucket { get; init; }
    /// <summary>Key; <c>${filename}</c> stands for <see cref="FileName"/>.</summary>
    public required string Key { get; init; }
    /// <summary>What the form may contain.</summary>
    public required PostPolicy Policy { get; init; }
    /// <summary>Content.</summary>
    public required Stream Content { get; init; }
    /// <summary>Number of bytes of <see cref="Content"/>.</summary>
    public required long Length { get; init; }
    /// <summary>Name of the file.</summary>
    public string FileName { get; init; } = "file";
    /// <summary>Further fields in the dialect's own spelling: metadata, <c>acl</c>, <c>Content-Type</c> and so on.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];
    /// <summary>The status of success: 200, 201 or 204; <c>null</c> for the store's own.</summary>
    public int? SuccessActionStatus { get; init; }
    /// <summary>Where the store redirects to after success. It is not followed.</summary>
    public string? SuccessActionRedirect { get; init; }
}

/// <summary>What a store answered to a form upload.</summary>
/// <param name="Status">200, 201, 204 or 303.</param>
/// <param name="ETag">Without quotes; <c>null</c> where the answer has none.</param>
/// <param name="Location">URL of the object, or where the store redirects to.</param>
/// <param name="VersionId">Version id; <c>null</c> in a bucket without versions.</param>
public sealed record PostObjectResult(int Status, string? ETag, string? Location, string? VersionId);
