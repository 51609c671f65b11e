using BulkCopy.Emulator.Errors;

namespace BulkCopy.Emulator.Requests;

/// <summary>Keys in documents: as they are, or percent-encoded when the request asks for encoding-type=url.</summary>
internal readonly record struct KeyEncoder(bool IsOn, string Kept, bool BlankAsPlus)
{
    public static KeyEncoder Of(EmulatorRequest request) => new(
        "url".Equals(request.Query.Find("encoding-type"), StringComparison.OrdinalIgnoreCase),
        request.Profile.Dialect == EmulatorDialect.S3 ? "/*" : request.Profile.Dialect == EmulatorDialect.Cos ? "/" : "",
        request.Profile.EncodesBlankAsPlus);

    public static EmulatorError? Check(EmulatorRequest request) =>
        request.Query.Find("encoding-type") is null or "" || Of(request).IsOn
            ? null
            : Refusals.InvalidArgument("Invalid Encoding Method specified in Request");

    public string Encode(string key) => IsOn ? PercentText.Encode(key, Kept, BlankAsPlus) : key;
}
