using BulkCopy.Emulator.Signatures;

namespace BulkCopy.Emulator.PostForms;

/// <summary>What is answered to a form that cannot be accepted; the spelling differs by vendor.</summary>
internal static class PostRejections
{
    public static RejectedRequest NotMultipart(EmulatorDialect dialect) => dialect switch
    {
        EmulatorDialect.S3 => Of(dialect, 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold")
            with { Details = [new("Condition", "Bucket POST must be of the enclosure-type multipart/form-data")] },
        EmulatorDialect.Oss => Of(dialect, 400, "RequestIsNotMultiPartContent", "Bucket POST must be of the enclosure-type multipart/form-data."),
        _ => Malformed(dialect),
    };

    public static RejectedRequest Malformed(EmulatorDialect dialect) =>
        Of(dialect, 400, "MalformedPOSTRequest", "The body of your POST request is not well-formed multipart/form-data.");

    public static RejectedRequest TooMuchBeforeFile(EmulatorDialect dialect) => Of(dialect, 400, dialect switch
    {
        EmulatorDialect.S3 => "MaxPostPreDataLengthExceededError",
        EmulatorDialect.Oss => "MaxPOSTPreDataLengthExceededError",
        _ => "MalformedPOSTRequest",
    }, "Your POST request fields preceding the upload file were too large.");

    public static RejectedRequest FieldTooLong(EmulatorDialect dialect, string name) => dialect == EmulatorDialect.Oss
        ? Of(dialect, 400, "FieldItemTooLong", $"Your post field items length is too long: {XmlText.Clean(name)}.")
        : TooMuchBeforeFile(dialect);

    public static RejectedRequest NoFile(EmulatorDialect dialect) => Of(dialect, 400,
        dialect == EmulatorDialect.Oss ? "IncorrectNumberOfFilesInPOSTRequest" : "IncorrectNumberOfFilesInPostRequest",
        "POST requires exactly one file upload per request.");

    public static RejectedRequest MissingField(EmulatorDialect dialect, string name) => dialect == EmulatorDialect.Cos
        ? Of(dialect, 400, "MalformedPOSTRequest", $"The form must contain a field named '{name}' in front of the file.")
        : Of(dialect, 400, "InvalidArgument", $"Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the fields.")
            with { Details = [new("ArgumentName", name), new("ArgumentValue", "")] };

    public static RejectedRequest InvalidPolicy(EmulatorDialect dialect, string problem) =>
        Of(dialect, 400, "InvalidPolicyDocument", "Invalid Policy: " + problem);

    public static RejectedRequest PolicyExpired(EmulatorDialect dialect) => Disallowed(dialect, "Policy expired.");

    public static RejectedRequest ConditionFailed(EmulatorDialect dialect, PolicyCondition condition) =>
        Disallowed(dialect, "Policy Condition failed: " + XmlText.Clean(condition.ToString()));

    public static RejectedRequest UncoveredFields(EmulatorDialect dialect, IEnumerable<string> names) =>
        Disallowed(dialect, "Extra input fields: " + XmlText.Clean(string.Join(", ", names)));

    public static RejectedRequest TooLarge(EmulatorDialect dialect, long limit) =>
        Of(dialect, 400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
            with { Details = [new("MaxSizeAllowed", limit.ToString(System.Globalization.CultureInfo.InvariantCulture))] };

    public static RejectedRequest TooSmall(EmulatorDialect dialect, long limit) =>
        Of(dialect, 400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size")
            with { Details = [new("MinSizeAllowed", limit.ToString(System.Globalization.CultureInfo.InvariantCulture))] };

    public static RejectedRequest InvalidField(EmulatorDialect dialect, string problem) => Of(dialect, 400, "InvalidArgument", problem);

    private static RejectedRequest Disallowed(EmulatorDialect dialect, string why) =>
        Of(dialect, 403, "AccessDenied", "Invalid according to Policy: " + why);

    private static RejectedRequest Of(EmulatorDialect dialect, int status, string code, string message) =>
        new() { Dialect = dialect, Status = status, Code = code, Message = message };
}
