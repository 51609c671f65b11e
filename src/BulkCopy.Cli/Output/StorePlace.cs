using BulkCopy.Engine.Documents;

namespace BulkCopy.Cli.Output;

/// <summary>Where a store's requests go, for people.</summary>
internal static class StorePlace
{
    public static string Of(StoreDocument store)
    {
        var isSafe = store.UseHttps || store.Endpoint?.StartsWith("https://", StringComparison.Ordinal) == true;
        return $"{store.Endpoint ?? "the provider's"}{(isSafe ? "" : ", without TLS")}{(store.ConnectTo is null ? "" : $", connected to {store.ConnectTo}")}";
    }
}
