using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Emulator.Signatures;

/// <summary>Derived V4 signing keys: four HMACs that only change with the secret, the day and the scope.</summary>
internal sealed class SigningKeyCache
{
    private const int MaxKeys = 1024;

    private readonly ConcurrentDictionary<string, byte[]> keys = new(StringComparer.Ordinal);

    public byte[] S3(string secret, ReadOnlySpan<char> date, ReadOnlySpan<char> region, ReadOnlySpan<char> service) =>
        Get("AWS4", secret, date, region, service, "aws4_request");

    public byte[] Oss(string secret, ReadOnlySpan<char> date, ReadOnlySpan<char> region, ReadOnlySpan<char> product) =>
        Get("aliyun_v4", secret, date, region, product, "aliyun_v4_request");

    private byte[] Get(string prefix, string secret, ReadOnlySpan<char> date, ReadOnlySpan<char> region, ReadOnlySpan<char> service, string terminator)
    {
        int length = prefix.Length + secret.Length + date.Length + region.Length + service.Length + 4;
        Span<char> name = length <= 512 ? stackalloc char[length] : new char[length];
        name.TryWrite($"{prefix}\n{secret}\n{date}\n{region}\n{service}", out _);
        var lookup = keys.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(name, out var known))
            return known;
        var derived = Derive(prefix + secret, date, region, service, terminator);
        // Scopes are chosen by the sender: forget everything rather than grow without bound.
        if (keys.Count >= MaxKeys)
            keys.Clear();
        lookup[name] = derived;
        return derived;
    }

    private static byte[] Derive(string secret, ReadOnlySpan<char> date, ReadOnlySpan<char> region, ReadOnlySpan<char> service, string terminator)
    {
        var key = Step(Encoding.UTF8.GetBytes(secret), date);
        key = Step(key, region);
        key = Step(key, service);
        return Step(key, terminator);
    }

    private static byte[] Step(byte[] key, ReadOnlySpan<char> text) =>
        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text.ToArray()));
}
