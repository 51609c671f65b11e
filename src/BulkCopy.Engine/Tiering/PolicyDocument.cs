namespace BulkCopy.Engine.Tiering;

/// <summary>What reading a policy document gave: the policy, or everything that is wrong with it.</summary>
/// <param name="Policy">The policy; <c>null</c> if there are problems.</param>
/// <param name="Problems">In the order of lines.</param>
public sealed record PolicyDocument(TieringPolicy? Policy, IReadOnlyList<PolicyProblem> Problems);
