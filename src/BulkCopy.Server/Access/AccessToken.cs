using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Server.Access;

/// <summary>Random tokens of 256 bits, of which the database holds only SHA-256.</summary>
internal static class AccessToken
{
    private const int RandomBytes = 32;

    /// <summary>What API keys begin with.</summary>
    public const string ApiKeyPrefix = "bc_";

    /// <summary>Length of a token without a prefix.</summary>
    public const int Length = 43;

    public static string New(string prefix = "") => prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
