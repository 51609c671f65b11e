using System.Text;

namespace BulkCopy.Engine.Jobs;

/// <summary>Checks what a job is called and the places that it names.</summary>
public static class PlaceChecks
{
    private const int LongestName = 200;
    private const int LongestKeyBytes = 1024;
    private const int LongestBucket = 255;

    internal static void AddTo(List<JobProblem> problems, JobSpec spec)
    {
        if (NameProblem(spec.Name) is { } name) problems.Add(new JobProblem("name", name));
        Add(problems, "source", spec.Source);
        Add(problems, "destination", spec.Destination);
        foreach (var (number, more) in spec.MoreSources.Index()) Add(problems, $"moreSources[{number}]", more);
        if (spec.Manifest?.At is { } manifest) Add(problems, "manifest.at", manifest);
        if (spec.Tiering is null && spec.Source == spec.Destination)
            problems.Add(new JobProblem("destination", $"Source and destination are the same place, {spec.Source}: name another bucket or prefix."));
    }

    /// <summary>What is wrong with a name for people, as a sentence; <c>null</c> if it will do.</summary>
    public static string? NameProblem(string? name) =>
        name is { Length: > 0 and <= LongestName } && !name.Any(char.IsControl) ? null : $"A name has 1 to {LongestName} characters on one line.";

    /// <summary>What is wrong with the name of a bucket, as a sentence; <c>null</c> if it will do. It becomes part of a host name.</summary>
    public static string? BucketProblem(string bucket) =>
        bucket.Length is >= 1 and <= LongestBucket && bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            && char.IsAsciiLetterOrDigit(bucket[0]) && !bucket.Contains("..", StringComparison.Ordinal)
            ? null : "A bucket's name has letters, digits, '-', '.' and '_', and begins with a letter or a digit.";

    /// <summary>What is wrong with a place, as a sentence; <c>null</c> if it will do. Whether its store exists is not looked at.</summary>
    public static string? Problem(StoreLocation place) => BucketProblem(place.Bucket)
        ?? (Encoding.UTF8.GetByteCount(place.Prefix) > LongestKeyBytes || place.Prefix.Contains('\0', StringComparison.Ordinal)
            ? $"A prefix has at most {LongestKeyBytes} bytes and no NUL character, as no key has." : null);

    private static void Add(List<JobProblem> problems, string field, StoreLocation place)
    {
        if (Problem(place) is { } message) problems.Add(new JobProblem(field, message));
    }
}
