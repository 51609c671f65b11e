using System.Globalization;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Checksums;

/// <summary>Checks the checksums a client sent with a body: S3's in headers or trailers, OSS's CRC-64.</summary>
internal static class BodyChecksums
{
    private const string Prefix = "x-amz-checksum-";

    /// <summary>Gives the S3 checksum to be stored, or null when none was sent.</summary>
    public static EmulatorError? Check(EmulatorRequest request, ObjectContent content, out KeyValuePair<string, string>? checksum)
    {
        checksum = null;
        if (request.Profile.Dialect != EmulatorDialect.S3) return CheckCrc64(request, content);
        foreach (var name in S3Checksum.Names)
        {
            var given = request.Header(Prefix + name) ?? request.Body.Trailer(Prefix + name);
            if (given is null) continue;
            if (checksum is not null) return Refusals.InvalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
            if (!IsWellFormed(name, given)) return Refusals.InvalidRequest($"Value for {Prefix}{name} header is invalid.");
            if (given != Convert.ToBase64String(S3Checksum.Compute(name, content)))
                return new EmulatorError(400, "BadDigest", $"The {name.ToUpperInvariant()} you specified did not match the calculated checksum.");
            checksum = new(name, given);
        }
        var declared = request.Header("x-amz-sdk-checksum-algorithm");
        if (checksum is null && declared is not null && S3Checksum.IsKnown(declared.ToLowerInvariant()))
            checksum = new(declared.ToLowerInvariant(), Convert.ToBase64String(S3Checksum.Compute(declared.ToLowerInvariant(), content)));
        return null;
    }

    private static EmulatorError? CheckCrc64(EmulatorRequest request, ObjectContent content)
    {
        if (request.Profile.Dialect != EmulatorDialect.Oss || request.Header(request.Profile.Headers.Crc64) is not { } given) return null;
        return ulong.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var crc) && crc == content.Crc64
            ? null
            : new EmulatorError(400, "InvalidCRC64", "The CRC64 you specified did not match what we received.");
    }

    private static bool IsWellFormed(string name, string text)
    {
        Span<byte> bytes = stackalloc byte[64];
        return text.Length <= 64 && Convert.TryFromBase64String(text, bytes, out var count) && count == S3Checksum.LengthOf(name);
    }
}
