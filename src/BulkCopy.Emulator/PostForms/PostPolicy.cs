namespace BulkCopy.Emulator.PostForms;

/// <summary>What the signer of a form allows to be uploaded with it.</summary>
internal sealed record PostPolicy
{
    public required DateTimeOffset Expiration { get; init; }

    public required IReadOnlyList<PolicyCondition> Conditions { get; init; }

    /// <summary>All content-length-range conditions together; null when there is none.</summary>
    public required LengthRange? ContentLength { get; init; }

    public bool Covers(string field) => Conditions.Any(condition => condition.Field.Equals(field, StringComparison.OrdinalIgnoreCase));
}
