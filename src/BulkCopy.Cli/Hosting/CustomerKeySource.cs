using BulkCopy.Cli.Configuration;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Hosting;

/// <summary>Fetches customers' keys (SSE-C) from where configuration says they lie.</summary>
internal static class CustomerKeySource
{
    private const int KeyBytes = 32;

    /// <summary>The key: 32 bytes in base64.</summary>
    /// <param name="reference">Where it lies.</param>
    /// <param name="variables">Environment variables by name.</param>
    /// <param name="problem">Why it cannot be had, as a whole sentence that does not repeat it.</param>
    public static CustomerKey? Read(ConfiguredValue reference, IReadOnlyDictionary<string, string> variables, out string? problem)
    {
        var text = SecretReference.Parse(reference.Value)!.Resolve(variables, out var missing);
        problem = missing is null ? null : reference.Problem(missing);
        if (text is null)
            return null;
        Span<byte> key = stackalloc byte[KeyBytes + 3];
        if (Convert.TryFromBase64String(text, key, out var written) && written == KeyBytes)
            return new CustomerKey(key[..KeyBytes]);
        problem = reference.Problem($"leads to no customer key: 32 bytes in base64 are needed, as 'openssl rand -base64 {KeyBytes}' prints them.");
        return null;
    }
}
