namespace BulkCopy.ObjectStores;

/// <summary>A bucket of the account.</summary>
/// <param name="Name">Name; in COS with its <c>-APPID</c>.</param>
/// <param name="Region">Region as the provider spells it, if told.</param>
/// <param name="CreatedAt">Creation, if told.</param>
public sealed record ListedBucket(string Name, string? Region, DateTimeOffset? CreatedAt);
