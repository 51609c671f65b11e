using System.Text.Json;

namespace BulkCopy.Server.Stores;

/// <summary>The secrets of a store, before they are sealed.</summary>
internal sealed record StoreSecret(string SecretAccessKey, string? SessionToken)
{
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this);

    public static StoreSecret Read(byte[] json) => JsonSerializer.Deserialize<StoreSecret>(json)!;

    /// <summary>Nothing of it.</summary>
    public override string ToString() => "****";
}
