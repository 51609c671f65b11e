namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>What is answered to a body that breaks its promise.</summary>
internal static class PayloadRejections
{
    public static RejectedRequest Incomplete(EmulatorDialect dialect = EmulatorDialect.S3) => Of(dialect, 400, "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header.");

    public static RejectedRequest MissingDecodedLength() =>
        Of(EmulatorDialect.S3, 411, "MissingContentLength", "You must provide the x-amz-decoded-content-length HTTP header.");

    public static RejectedRequest MalformedChunk() =>
        Of(EmulatorDialect.S3, 400, "InvalidRequest", "The aws-chunked body is not well-formed.");

    public static RejectedRequest MalformedTrailer() => Of(EmulatorDialect.S3, 400, "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.");

    public static RejectedRequest ChunkSignatureMismatch() => Of(EmulatorDialect.S3, 403, "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.");

    public static RejectedRequest StreamingNeedsSignature() => Of(EmulatorDialect.S3, 400, "InvalidRequest",
        "A signed streaming payload requires a signature version 4 Authorization header.");

    public static RejectedRequest Sha256Mismatch(string declared, string computed) => Of(EmulatorDialect.S3, 400, "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.")
        with { Details = [new("ClientComputedContentSHA256", declared), new("S3ComputedContentSHA256", computed)] };

    public static RejectedRequest InvalidMd5(EmulatorDialect dialect) =>
        Of(dialect, 400, "InvalidDigest", "The Content-MD5 you specified is not valid.");

    public static RejectedRequest Md5Mismatch(EmulatorDialect dialect, string declared, string computed) =>
        Of(dialect, 400, "BadDigest", "The Content-MD5 you specified did not match what we received.")
            with { Details = [new("ExpectedDigest", declared), new("CalculatedDigest", computed)] };

    public static RejectedRequest InvalidChecksum(string header) =>
        Of(EmulatorDialect.S3, 400, "InvalidRequest", $"Value for {header} header is invalid.");

    public static RejectedRequest ChecksumMismatch(ChecksumAlgorithm algorithm) => Of(EmulatorDialect.S3, 400, "BadDigest",
        $"The {algorithm.ToString().ToUpperInvariant()} you specified did not match the calculated checksum.");

    private static RejectedRequest Of(EmulatorDialect dialect, int status, string code, string message) =>
        new() { Dialect = dialect, Status = status, Code = code, Message = message };
}
