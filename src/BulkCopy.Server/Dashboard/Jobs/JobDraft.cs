using BulkCopy.Postgres.Queries;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>A job that is being put together, step by step. All of it travels in the address: nothing is kept on the server until the job is made.</summary>
public sealed class JobDraft
{
    /// <summary>Longest field, characters.</summary>
    public const int LongestValue = 2000;

    // Servers and proxies take addresses of 16 KiB or less.
    private const int LongestAddress = 14_000;

    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    private JobDraft(IEnumerable<KeyValuePair<string, StringValues>> given)
    {
        var known = DraftField.All.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in given)
            if (known.Contains(name) && value.ToString().Trim() is { Length: > 0 } text)
                values[name] = text;
    }

    /// <summary>The manifest that was uploaded for it.</summary>
    public ManifestUploadRow? Manifest { get; set; }

    /// <summary>A field as it was written.</summary>
    public string this[string field] => values.GetValueOrDefault(field, "");

    /// <summary>From the address of a page.</summary>
    public static JobDraft Of(IQueryCollection query) => new(query);

    /// <summary>From a form that was posted.</summary>
    public static JobDraft Of(IFormCollection form) => new(form);

    /// <summary>Fields that the form of a step carries along from the others; of all steps for <c>null</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> CarriedBy(JobStep? step) =>
        values.Where(value => DraftField.Named(value.Key).Step != step).OrderBy(value => value.Key, StringComparer.Ordinal);

    /// <summary>The step that a problem of the declaration belongs to.</summary>
    public static JobStep StepOf(string path) => DraftField.At(path)?.Step ?? JobStep.Options;

    /// <summary>Notes fields that are too long. Nothing of them is left away, which would mean another job.</summary>
    public void CheckLengths(Dictionary<string, string[]> errors)
    {
        foreach (var (name, text) in values)
            if (text.Length > LongestValue)
                errors[DraftField.Named(name).Path] = [$"It has {text.Length} characters, at most {LongestValue} go into a form: use fewer, a manifest, or the command line."];
        if (values.Count > 0 && values.Sum(value => Uri.EscapeDataString(value.Value).Length) > LongestAddress)
            errors.TryAdd(
                DraftField.Named(values.MaxBy(value => value.Value.Length).Key).Path, ["The job says more than the address of a page can hold: use fewer patterns, a manifest, or the command line."]);
    }
}
