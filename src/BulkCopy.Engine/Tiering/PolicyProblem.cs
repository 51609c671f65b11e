using System.Globalization;

namespace BulkCopy.Engine.Tiering;

/// <summary>Something wrong with a policy document.</summary>
/// <param name="Line">Line in the document, from 1.</param>
/// <param name="Where">What it concerns, for instance <c>rule 'old photos': to</c>.</param>
/// <param name="Reason">What is wrong and what would be right, as a sentence.</param>
public sealed record PolicyProblem(int Line, string Where, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"line {Line}, {Where}: {Reason}");
}
