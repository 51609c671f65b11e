using System.Security.Cryptography;
using System.Text;
using BulkCopy.ObjectStores.Credentials;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>What OSS V4 and S3 V4 share: the credential scope, the derived key, and the signature of a canonical request.</summary>
internal sealed class V4Scope(string algorithm, string secretPrefix, string region, string service, string terminator)
{
    public const int SignatureLength = 64;
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";
    public static readonly TimeSpan LongestPresign = TimeSpan.FromDays(7);

    private volatile DerivedKey? _latest;

    private sealed record DerivedKey(string Secret, string Date, byte[] Key);

    public string Algorithm => algorithm;

    /// <summary>Writes <c>date/region/service/terminator</c>.</summary>
    public void Write(scoped ref ByteWriter writer, string date)
    {
        writer.Write(date);
        writer.Write((byte)'/');
        writer.Write(region);
        writer.Write((byte)'/');
        writer.Write(service);
        writer.Write((byte)'/');
        writer.Write(terminator);
    }

    public string ToText(string date) => $"{date}/{region}/{service}/{terminator}";

    /// <summary>The day's signing key; four HMACs, kept until the day or the secret changes.</summary>
    public byte[] Key(StoreCredentials credentials, string date)
    {
        var latest = _latest;
        if (latest is not null && latest.Date == date && latest.Secret == credentials.SecretAccessKey) return latest.Key;
        var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secretPrefix + credentials.SecretAccessKey), Encoding.UTF8.GetBytes(date));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(region));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(service));
        key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(terminator));
        _latest = new DerivedKey(credentials.SecretAccessKey, date, key);
        return key;
    }

    /// <summary>Signs a canonical request; the signature is lower-case hex.</summary>
    public void Sign(
        scoped ReadOnlySpan<byte> canonicalRequest, SigningTimestamp timestamp, byte[] key, scoped Span<byte> signature, SigningTrace? trace)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(canonicalRequest, hash);
        var text = new ByteWriter(stackalloc byte[256]);
        text.Write(algorithm);
        text.Write((byte)'\n');
        text.Write(timestamp.Basic);
        text.Write((byte)'\n');
        Write(ref text, timestamp.Date);
        text.Write((byte)'\n');
        text.WriteHex(hash);
        if (trace is not null)
        {
            trace.Record("scope", ToText(timestamp.Date));
            trace.Record("canonicalRequest", canonicalRequest);
            trace.Record("canonicalRequestSha256", Convert.ToHexStringLower(hash));
            trace.Record("stringToSign", text.Written);
            trace.Record("signingKeyHex", Convert.ToHexStringLower(key));
        }
        SignText(key, text.Written, signature);
        text.Dispose();
    }

    public static void SignText(byte[] key, scoped ReadOnlySpan<byte> text, scoped Span<byte> signature)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, text, mac);
        var hex = new ByteWriter(signature);
        hex.WriteHex(mac);
    }
}
