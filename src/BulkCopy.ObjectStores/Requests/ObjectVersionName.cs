namespace BulkCopy.ObjectStores;

/// <summary>Names an object or one of its versions.</summary>
/// <param name="Key">Key, decoded.</param>
/// <param name="VersionId">A version, or <c>null</c> for the object as such.</param>
public readonly record struct ObjectVersionName(string Key, string? VersionId = null);
