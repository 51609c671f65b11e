using BulkCopy.Engine.Manifests;

namespace BulkCopy.Engine.Jobs;

/// <summary>What is wrong with a declaration, whoever made it: the command line refuses with these sentences, the API answers 400 with them.</summary>
public static class JobSpecChecks
{
    /// <summary>All problems that can be seen without asking a store; empty: the job can be made.</summary>
    public static IReadOnlyList<JobProblem> Check(JobSpec spec)
    {
        // The others look into texts and lists.
        if (StorableChecks.Check(spec) is { Count: > 0 } unstorable) return unstorable;
        var problems = new List<JobProblem>();
        PlaceChecks.AddTo(problems, spec);
        SelectionChecks.AddTo(problems, spec);
        ManifestChecks.AddTo(problems, spec);
        VersionChecks.AddTo(problems, spec);
        KeyRewritingChecks.AddTo(problems, spec);
        SourceChecks.AddTo(problems, spec);
        CompareChecks.AddTo(problems, spec);
        VerifyChecks.AddTo(problems, spec);
        CopyOptionChecks.AddTo(problems, spec);
        FailureChecks.AddTo(problems, spec);
        return problems;
    }
}
