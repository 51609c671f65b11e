namespace BulkCopy.ObjectStores.Dialects;

/// <summary>A provider's code that means several things, told apart by its message.</summary>
/// <param name="ProviderCode">The provider's code.</param>
/// <param name="Fragment">What the message contains, in any letter case.</param>
/// <param name="Code">What it means then.</param>
internal readonly record struct MessageMeaning(string ProviderCode, string Fragment, StoreErrorCode Code);
