using System.Security.Cryptography;
using System.Text;
using BulkCopy.Emulator.Signatures;

namespace BulkCopy.Emulator.Tests.PostForms;

/// <summary>Signs policies by the vendors' documented formulas.</summary>
internal static class FormSigner
{
    public static EmulatorCredential Credential { get; } = new() { AccessKey = "AKIDEXAMPLE", Secret = "ExampleSecret0123456789", AccountName = "owner" };

    public static Dictionary<string, string> Cos(string policy, string keyTime)
    {
        string signKey = Hex(HMACSHA1.HashData(Bytes(Credential.Secret), Bytes(keyTime)));
        return new Dictionary<string, string>
        {
            ["policy"] = Base64(policy),
            ["q-sign-algorithm"] = "sha1",
            ["q-ak"] = Credential.AccessKey,
            ["q-key-time"] = keyTime,
            ["q-signature"] = Hex(HMACSHA1.HashData(Bytes(signKey), Bytes(Hex(SHA1.HashData(Bytes(policy)))))),
        };
    }

    public static Dictionary<string, string> OssV1(string policy) => new()
    {
        ["OSSAccessKeyId"] = Credential.AccessKey,
        ["policy"] = Base64(policy),
        ["Signature"] = Convert.ToBase64String(HMACSHA1.HashData(Bytes(Credential.Secret), Bytes(Base64(policy)))),
    };

    public static Dictionary<string, string> OssV4(string policy, string timestamp)
    {
        byte[] key = Chain("aliyun_v4", timestamp[..8], "cn-hangzhou", "oss", "aliyun_v4_request");
        return new Dictionary<string, string>
        {
            ["policy"] = Base64(policy),
            ["x-oss-signature-version"] = "OSS4-HMAC-SHA256",
            ["x-oss-credential"] = $"{Credential.AccessKey}/{timestamp[..8]}/cn-hangzhou/oss/aliyun_v4_request",
            ["x-oss-date"] = timestamp,
            ["x-oss-signature"] = Hex(HMACSHA256.HashData(key, Bytes(Base64(policy)))),
        };
    }

    public static Dictionary<string, string> S3V4(string policy, string timestamp)
    {
        byte[] key = Chain("AWS4", timestamp[..8], "us-east-1", "s3", "aws4_request");
        return new Dictionary<string, string>
        {
            ["policy"] = Base64(policy),
            ["x-amz-algorithm"] = "AWS4-HMAC-SHA256",
            ["x-amz-credential"] = $"{Credential.AccessKey}/{timestamp[..8]}/us-east-1/s3/aws4_request",
            ["x-amz-date"] = timestamp,
            ["x-amz-signature"] = Hex(HMACSHA256.HashData(key, Bytes(Base64(policy)))),
        };
    }

    public static string Base64(string text) => Convert.ToBase64String(Bytes(text));

    private static byte[] Chain(string prefix, params string[] steps) =>
        steps.Aggregate(Bytes(prefix + Credential.Secret), static (key, step) => HMACSHA256.HashData(key, Bytes(step)));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
