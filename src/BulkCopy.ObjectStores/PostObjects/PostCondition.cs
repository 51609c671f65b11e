namespace BulkCopy.ObjectStores.PostObjects;

/// <summary>How a condition of a policy is written.</summary>
internal enum PostConditionForm
{
    Exact,
    Equal,
    StartsWith,
    ContentLength,
}

/// <summary>One condition of a policy.</summary>
internal readonly record struct PostCondition(PostConditionForm Form, string Field, string Value, long Least = 0, long Most = 0);
