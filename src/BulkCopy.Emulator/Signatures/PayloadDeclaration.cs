namespace BulkCopy.Emulator.Signatures;

/// <summary>Reads <c>x-amz-content-sha256</c>.</summary>
internal static class PayloadDeclaration
{
    public const string UnsignedPayload = "UNSIGNED-PAYLOAD";

    public static bool TryParse(ReadOnlySpan<char> declared, out PayloadMode mode)
    {
        mode = ModeOf(declared);
        return mode != PayloadMode.Sha256 || IsSha256Hex(declared);
    }

    public static PayloadMode ModeOf(ReadOnlySpan<char> declared) => declared switch
    {
        UnsignedPayload => PayloadMode.Unsigned,
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" => PayloadMode.StreamingSigned,
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => PayloadMode.StreamingSignedTrailer,
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => PayloadMode.StreamingUnsignedTrailer,
        _ => PayloadMode.Sha256,
    };

    private static bool IsSha256Hex(ReadOnlySpan<char> text) =>
        text.Length == 64 && !text.ContainsAnyExcept(HexDigits);

    private static readonly System.Buffers.SearchValues<char> HexDigits =
        System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");
}
