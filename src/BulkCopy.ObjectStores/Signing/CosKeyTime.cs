using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>A window of validity with the key that COS derives for it.</summary>
internal sealed class CosKeyTime
{
    /// <summary>Takes a key that is already derived, as some published examples print it.</summary>
    public CosKeyTime(string window, byte[] signKey)
    {
        Window = window;
        SignKey = signKey;
    }

    /// <summary><c>start;end</c> in unix seconds.</summary>
    public string Window { get; }

    /// <summary>The derived key as lower-case hex text, which is what the signature is keyed with.</summary>
    public byte[] SignKey { get; }

    public static CosKeyTime Derive(string secret, long start, long end)
    {
        var window = $"{start};{end}";
        var mac = HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(window));
        return new CosKeyTime(window, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(mac)));
    }
}
