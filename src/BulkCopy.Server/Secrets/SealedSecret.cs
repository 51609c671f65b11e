namespace BulkCopy.Server.Secrets;

/// <summary>A secret sealed with a data key of its own, which is sealed with a master key.</summary>
internal sealed record SealedSecret(string MasterKeyId, byte[] SealedKey, byte[] Content);
