using System.Globalization;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;
using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Checksums;

/// <summary>The checksums a client sent with a body. S3's were checked while it was read; OSS's CRC-64 is checked here.</summary>
internal static class BodyChecksums
{
    /// <summary>Gives the S3 checksum to be stored, or null when none was sent.</summary>
    public static EmulatorError? Check(EmulatorRequest request, ObjectContent content, out KeyValuePair<string, string>? checksum)
    {
        checksum = null;
        if (request.Profile.Dialect == EmulatorDialect.Oss) return CheckCrc64(request, content);
        if (request.Profile.Dialect != EmulatorDialect.S3) return null;
        if (request.Body.Checksum is { } received)
        {
            checksum = new(S3Checksum.NameOf(received), received.ToBase64());
        }
        else if (request.Header("x-amz-sdk-checksum-algorithm")?.ToLowerInvariant() is { } declared && S3Checksum.IsKnown(declared))
        {
            checksum = new(declared, S3Checksum.Compute(declared, content));
        }
        return null;
    }

    private static EmulatorError? CheckCrc64(EmulatorRequest request, ObjectContent content)
    {
        if (request.Header(request.Profile.Headers.Crc64) is not { } given) return null;
        return ulong.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var crc) && crc == content.Crc64
            ? null
            : new EmulatorError(400, "InvalidCRC64", "The CRC64 you specified did not match what we received.");
    }
}
