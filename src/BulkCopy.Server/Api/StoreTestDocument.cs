namespace BulkCopy.Server.Api;

/// <summary>How a bucket answered.</summary>
internal sealed record StoreTestDocument(bool Passed, IReadOnlyList<StoreCheckDocument> Checks);

/// <summary>One thing that was asked.</summary>
internal sealed record StoreCheckDocument(string Check, bool Passed, string Detail);
