namespace BulkCopy.Emulator.PostForms;

internal enum ConditionKind
{
    Equal,
    StartsWith,
    In,
    NotIn,
}

/// <summary>One condition of a policy on one field.</summary>
internal sealed record PolicyCondition
{
    public required ConditionKind Kind { get; init; }

    /// <summary>The field's name without the dollar sign.</summary>
    public required string Field { get; init; }

    public required IReadOnlyList<string> Values { get; init; }

    public bool IsExact => Kind == ConditionKind.Equal;

    /// <summary>Whether a field with this value, or null when the form lacks it, satisfies the condition.</summary>
    public bool Holds(string? value) => Kind switch
    {
        ConditionKind.Equal => value == Values[0],
        ConditionKind.StartsWith => (value ?? "").StartsWith(Values[0], StringComparison.Ordinal),
        ConditionKind.In => value is not null && Values.Contains(value),
        _ => value is null || !Values.Contains(value),
    };

    /// <summary>The condition as a policy would write it.</summary>
    public override string ToString() => Kind switch
    {
        ConditionKind.Equal => $"[\"eq\", \"${Field}\", \"{Values[0]}\"]",
        ConditionKind.StartsWith => $"[\"starts-with\", \"${Field}\", \"{Values[0]}\"]",
        ConditionKind.In => $"[\"in\", \"${Field}\", [\"{string.Join("\", \"", Values)}\"]]",
        _ => $"[\"not-in\", \"${Field}\", [\"{string.Join("\", \"", Values)}\"]]",
    };
}
