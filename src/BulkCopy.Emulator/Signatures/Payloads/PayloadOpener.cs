using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>Puts in front of a request's body what its headers and signature call for.</summary>
internal static class PayloadOpener
{
    private const string EmptySha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <summary>Opens the body of an S3 request; null and the refusal when its headers contradict each other.</summary>
    public static OpenedPayload? Open(IHeaderDictionary headers, Stream body, long? contentLength, AuthenticationResult sender, out RejectedRequest? refusal)
    {
        refusal = null;
        var mode = ModeOf(headers, sender);
        return mode switch
        {
            PayloadMode.Unsigned or PayloadMode.Sha256 => OpenPlain(headers, body, contentLength, sender, mode, out refusal),
            _ => OpenChunked(headers, body, sender, mode, out refusal),
        };
    }

    private static PayloadMode ModeOf(IHeaderDictionary headers, AuthenticationResult sender)
    {
        if (sender is AuthenticatedRequest { Scheme: SignatureScheme.S3V4Header } signed)
            return signed.PayloadMode;
        string declared = headers["x-amz-content-sha256"].ToString();
        var mode = declared.Length == 0 ? PayloadMode.Unsigned : PayloadDeclaration.ModeOf(declared);
        return mode == PayloadMode.Sha256 ? PayloadMode.Unsigned : mode;
    }

    private static OpenedPayload? OpenPlain(IHeaderDictionary headers, Stream body, long? contentLength, AuthenticationResult sender,
        PayloadMode mode, out RejectedRequest? refusal)
    {
        refusal = null;
        string? hash = mode == PayloadMode.Sha256 ? (sender as AuthenticatedRequest)?.PayloadSha256 : null;
        if (contentLength == 0 && EmptySha256.Equals(hash, StringComparison.OrdinalIgnoreCase))
            hash = null;
        bool promised = PayloadChecksum.TryFindPromised(headers, out var algorithm, out var value);
        if (hash is null && !promised)
            return new OpenedPayload { Stream = body, Length = contentLength };

        var checks = new List<IBodyCheck>(2);
        var checksum = promised ? new PayloadChecksum(algorithm) : null;
        if (checksum is not null)
            checks.Add(new ChecksumCheck(checksum, value));
        if (hash is not null)
            checks.Add(new Sha256BodyCheck(hash));
        return new OpenedPayload { Stream = new CheckedStream(body, checks), Length = contentLength, Checksum = checksum };
    }

    private static OpenedPayload? OpenChunked(IHeaderDictionary headers, Stream body, AuthenticationResult sender, PayloadMode mode, out RejectedRequest? refusal)
    {
        var signing = (sender as AuthenticatedRequest)?.Chunks;
        refusal = mode != PayloadMode.StreamingUnsignedTrailer && signing is null ? PayloadRejections.StreamingNeedsSignature() : null;
        string declaredLength = headers["x-amz-decoded-content-length"].ToString();
        if (!long.TryParse(declaredLength, NumberStyles.None, CultureInfo.InvariantCulture, out long length))
            refusal ??= PayloadRejections.MissingDecodedLength();
        string announced = headers["x-amz-trailer"].ToString().Trim();
        bool hasTrailer = mode != PayloadMode.StreamingSigned;
        ChecksumAlgorithm algorithm = default;
        if (announced.Length > 0 && (!hasTrailer || !PayloadChecksum.TryParseHeaderName(announced, out algorithm)))
            refusal ??= PayloadRejections.MalformedTrailer();
        if (refusal is not null)
            return null;

        var checksum = announced.Length > 0 ? new PayloadChecksum(algorithm) : null;
        var stream = new AwsChunkedStream(body, new AwsChunkedOptions
        {
            DecodedLength = length,
            Signing = mode == PayloadMode.StreamingUnsignedTrailer ? null : signing,
            HasTrailer = hasTrailer,
            TrailingChecksum = checksum,
        });
        return WithPromisedChecksum(headers, stream, length, checksum);
    }

    private static OpenedPayload WithPromisedChecksum(IHeaderDictionary headers, Stream stream, long length, PayloadChecksum? trailing)
    {
        if (trailing is not null || !PayloadChecksum.TryFindPromised(headers, out var algorithm, out var value))
            return new OpenedPayload { Stream = stream, Length = length, Checksum = trailing };
        var checksum = new PayloadChecksum(algorithm);
        return new OpenedPayload { Stream = new CheckedStream(stream, [new ChecksumCheck(checksum, value)]), Length = length, Checksum = checksum };
    }
}
