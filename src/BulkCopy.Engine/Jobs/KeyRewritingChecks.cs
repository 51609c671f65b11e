namespace BulkCopy.Engine.Jobs;

/// <summary>Checks how keys are made.</summary>
internal static class KeyRewritingChecks
{
    public static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        if (spec.Keys is not { } keys) return;
        if (keys.Template is { } template)
        {
            KeyTemplate.Parse(template, out var problem);
            if (problem is not null) problems.Add(new JobProblem("keys.template", problem));
        }
        foreach (var replacement in keys.Replace)
            if (KeyPatterns.Problem(replacement.Pattern) is { } problem) problems.Add(new JobProblem("keys.replace", problem));
        if (spec.Copy.OnSourceChange == SourceChangePolicy.Recopy && keys.Template is { } timed && KeyTemplate.Parse(timed, out _)?.Any(part => part is { IsLiteral: false, Text: "year" or "month" or "day" or "hour" }) == true)
            problems.Add(new JobProblem("keys.template", "A key that is made of the time of the object would become another when the object changes: leave --on-source-change recopy away."));
        if (spec.Tiering is not null) problems.Add(new JobProblem("keys", "A tiering job leaves objects where they are: leave the rewriting of keys away."));
    }
}
