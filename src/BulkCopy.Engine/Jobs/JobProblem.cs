namespace BulkCopy.Engine.Jobs;

/// <summary>Something in a job's declaration that cannot be done.</summary>
/// <param name="Field">Where: the member's path in JSON, for instance <c>selection.include</c>.</param>
/// <param name="Message">What is wrong and what to write instead, as a sentence.</param>
public sealed record JobProblem(string Field, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Field}: {Message}";
}
