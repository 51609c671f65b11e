using System.Text.Json;
using System.Text.Json.Serialization;
using BulkCopy.Engine.Documents;

namespace BulkCopy.Engine.Jobs;

/// <summary>Checks that a declaration can be written down: no text with a NUL character, which PostgreSQL does not store, and no list with nothing among its items, which no other check expects.</summary>
internal static class StorableChecks
{
    // What is no number is for other checks to refuse.
    private static readonly JsonSerializerOptions Options = new(SpecJson.Options) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>What stands in the way, by field.</summary>
    public static IReadOnlyList<JobProblem> Check(JobSpec spec)
    {
        var problems = new List<JobProblem>();
        Walk(problems, JsonSerializer.SerializeToElement(spec, Options), "");
        return problems;
    }

    private static void Walk(List<JobProblem> problems, JsonElement element, string field)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Add(problems, field, member.Name);
                    Walk(problems, member.Value, field.Length == 0 ? member.Name : $"{field}.{member.Name}");
                }
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    if (item.ValueKind == JsonValueKind.Null)
                        problems.Add(new JobProblem(field, "An item of the list is null: leave it out."));
                    else
                        Walk(problems, item, field);
                break;
            case JsonValueKind.String:
                Add(problems, field, element.GetString()!);
                break;
        }
    }

    private static void Add(List<JobProblem> problems, string field, string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) problems.Add(new JobProblem(field, "There is a NUL character in it, which neither keys nor names hold."));
    }
}
