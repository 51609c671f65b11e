using BulkCopy.Emulator.Signatures;

namespace BulkCopy.Emulator.PostForms;

/// <summary>What each vendor demands of a policy beyond its conditions being met.</summary>
internal sealed record PolicyRules
{
    private static readonly string[] CosPrefixFields =
        ["acl", "key", "Cache-Control", "Content-Type", "Content-Disposition", "Content-Encoding", "Expires", "success_action_redirect"];

    private static readonly string[] S3UncheckedFields = ["AWSAccessKeyId", "signature", "x-amz-signature", "file", "policy"];

    private PolicyRules(SignatureScheme scheme)
    {
        Dialect = SchemeDetector.DialectOf(scheme);
        Mandatory = scheme switch
        {
            SignatureScheme.CosPost => ["q-sign-algorithm", "q-ak", "q-sign-time"],
            SignatureScheme.OssV4Post => ["x-oss-signature-version", "x-oss-credential", "x-oss-date"],
            _ => [],
        };
    }

    private EmulatorDialect Dialect { get; }

    private IReadOnlyList<string> Mandatory { get; }

    public static PolicyRules Of(SignatureScheme scheme) => new(scheme);

    /// <summary>The refusal of a form that its policy does not allow; null when it does.</summary>
    public RejectedRequest? Check(PostPolicy policy, PostForm form, string bucket, string key, DateTimeOffset now)
    {
        if (policy.Expiration < now)
            return PostRejections.PolicyExpired(Dialect);
        if (Mandatory.FirstOrDefault(name => !policy.Conditions.Any(condition => condition.IsExact && Is(condition.Field, name))) is { } missing)
            return PostRejections.InvalidPolicy(Dialect, $"Policy missing an exact condition on {missing}.");
        foreach (var condition in policy.Conditions)
        {
            if (Dialect == EmulatorDialect.Cos && !condition.IsExact && !TakesPrefix(condition.Field))
                return PostRejections.InvalidPolicy(Dialect, $"{XmlText.Clean(condition.Field)} takes an exact condition only.");
            string? value = ValueOf(condition.Field, form, bucket, key);
            if (!condition.Holds(value) || Dialect == EmulatorDialect.Cos && value is null)
                return PostRejections.ConditionFailed(Dialect, condition);
        }

        return Dialect == EmulatorDialect.S3 ? CheckCoverage(policy, form) : null;
    }

    private RejectedRequest? CheckCoverage(PostPolicy policy, PostForm form)
    {
        var uncovered = form.Fields.Keys.Append("bucket")
            .Where(name => !S3UncheckedFields.Contains(name, StringComparer.OrdinalIgnoreCase)
                && !name.StartsWith("x-ignore-", StringComparison.OrdinalIgnoreCase) && !policy.Covers(name))
            .ToArray();
        return uncovered.Length == 0 ? null : PostRejections.UncoveredFields(Dialect, uncovered);
    }

    // COS names the same window q-sign-time in the policy and q-key-time in the form.
    private string? ValueOf(string field, PostForm form, string bucket, string key)
    {
        if (Is(field, "bucket"))
            return bucket;
        if (Is(field, "key"))
            return key;
        return form[Dialect == EmulatorDialect.Cos && Is(field, "q-sign-time") ? "q-key-time" : field];
    }

    private static bool TakesPrefix(string field) =>
        CosPrefixFields.Contains(field, StringComparer.OrdinalIgnoreCase) || field.StartsWith("x-cos-meta-", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string field, string name) => field.Equals(name, StringComparison.OrdinalIgnoreCase);
}
