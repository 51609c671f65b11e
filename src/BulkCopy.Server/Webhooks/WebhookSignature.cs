using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Server.Webhooks;

/// <summary>Proves to a receiver that a delivery comes from here and is fresh: HMAC-SHA256 over the time, a dot and the body.</summary>
internal static class WebhookSignature
{
    public const string DeliveryHeader = "X-BulkCopy-Delivery";
    public const string TimeHeader = "X-BulkCopy-Timestamp";
    public const string SignatureHeader = "X-BulkCopy-Signature";

    /// <summary>The signature's header.</summary>
    /// <param name="secret">What both sides know.</param>
    /// <param name="seconds">Time of sending, Unix seconds, as in <see cref="TimeHeader"/>.</param>
    /// <param name="body">What is sent, exactly.</param>
    public static string Of(ReadOnlySpan<byte> secret, long seconds, byte[] body)
    {
        var signed = Encoding.ASCII.GetBytes(seconds.ToString(CultureInfo.InvariantCulture) + ".").Concat(body).ToArray();
        return $"v1={Convert.ToHexStringLower(HMACSHA256.HashData(secret, signed))}";
    }
}
