using System.Security.Cryptography;
using System.Text;
using BulkCopy.Emulator.Signatures;

namespace BulkCopy.Emulator.Tests.Signatures.Payloads;

/// <summary>Writes aws-chunked bodies the way a client does.</summary>
internal sealed class ChunkedBody(ChunkSigningContext? signing)
{
    private readonly List<byte> body = [];
    private string previous = signing?.SeedSignature ?? "";

    public List<string> Signatures { get; } = [];

    public static ChunkSigningContext Context { get; } = new()
    {
        SigningKey = SHA256.HashData("key"u8),
        Timestamp = "20260102T030405Z",
        Scope = "20260102/us-east-1/s3/aws4_request",
        SeedSignature = new string('a', 64),
    };

    public ChunkedBody Chunk(ReadOnlySpan<byte> data)
    {
        Write(Convert.ToString(data.Length, 16));
        if (signing is not null)
        {
            previous = Sign($"AWS4-HMAC-SHA256-PAYLOAD\n{signing.Timestamp}\n{signing.Scope}\n{previous}\n{Hex(SHA256.HashData(""u8))}\n{Hex(SHA256.HashData(data))}");
            Signatures.Add(previous);
            Write(";chunk-signature=" + previous);
        }

        Write("\r\n");
        body.AddRange(data);
        if (data.Length > 0)
            Write("\r\n");
        return this;
    }

    public ChunkedBody Trailer(string? name = null, string? value = null)
    {
        if (name is not null)
            Write($"{name}:{value}\r\n");
        if (signing is not null && name is not null)
            Write($"x-amz-trailer-signature:{Sign($"AWS4-HMAC-SHA256-TRAILER\n{signing.Timestamp}\n{signing.Scope}\n{previous}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes($"{name}:{value}\n")))}")}\r\n");
        return Write("\r\n");
    }

    public ChunkedBody Write(string text)
    {
        body.AddRange(Encoding.UTF8.GetBytes(text));
        return this;
    }

    public byte[] ToArray() => [.. body];

    private string Sign(string stringToSign) => Hex(HMACSHA256.HashData(signing!.SigningKey, Encoding.UTF8.GetBytes(stringToSign)));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
