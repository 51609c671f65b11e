using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;

namespace BulkCopy.Emulator.Operations;

/// <summary>The parameters that all listings share.</summary>
internal sealed record ListQuery(string Prefix, string? Delimiter, int Maximum, KeyEncoder Encoder)
{
    public static Outcome<ListQuery> Read(EmulatorRequest request, string maximumName)
    {
        var profile = request.Profile;
        if (KeyEncoder.Check(request) is { } badEncoding) return badEncoding;
        var maximum = request.Query.Find(maximumName) is { Length: 0 } ? profile.ListDefault : request.QueryNumber(maximumName) ?? profile.ListDefault;
        if (maximum < 0) return Refusals.InvalidArgument($"Provided {maximumName} not an integer or within integer range");
        if (profile.Dialect == EmulatorDialect.Oss && (maximum == 0 || maximum > profile.ListMaximum))
            return Refusals.InvalidArgument($"{maximumName} must be between 1 and {profile.ListMaximum}.");
        var delimiter = request.Query.Find("delimiter");
        if (string.IsNullOrEmpty(delimiter)) delimiter = null;
        if (delimiter?.Length > 1 && profile.Dialect == EmulatorDialect.Cos)
            return new EmulatorError(400, "InvalidDelimiter", "The delimiter must be one character.");
        var limit = profile.ListMaximum;
        return new ListQuery(request.Query.Find("prefix") ?? "", delimiter, Math.Min(maximum, limit), KeyEncoder.Of(request));
    }
}
