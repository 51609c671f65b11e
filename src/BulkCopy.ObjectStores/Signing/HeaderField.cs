namespace BulkCopy.ObjectStores.Signing;

/// <summary>One request header as it is sent.</summary>
/// <param name="Name">The name in any letter case.</param>
/// <param name="Value">The value; text outside ASCII is signed as UTF-8 and must be sent so.</param>
public readonly record struct HeaderField(string Name, string Value);
