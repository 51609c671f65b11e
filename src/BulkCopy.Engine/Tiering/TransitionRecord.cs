namespace BulkCopy.Engine.Tiering;

/// <summary>What a transition adds to the record of its day, beside what its outcome says.</summary>
/// <param name="Rule">Number of the rule.</param>
/// <param name="RuleName">Name of the rule.</param>
/// <param name="FromClass">Class before.</param>
/// <param name="Cost">What was paid once, in the price table's currency; 0 without a table.</param>
public sealed record TransitionRecord(int Rule, string RuleName, string FromClass, decimal Cost);
