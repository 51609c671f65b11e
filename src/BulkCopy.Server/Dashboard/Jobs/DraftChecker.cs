using System.Text;
using BulkCopy.Engine.Jobs;
using BulkCopy.Server.Access;
using BulkCopy.Server.Api;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>Says in the words of the form what is wrong with a declaration.</summary>
internal sealed class DraftChecker(IStoreDirectory stores, IOptions<ServerOptions> options)
{
    private const int LongestName = 200;
    private const int LongestKeyBytes = 1024;
    private const int LongestClass = 64;

    /// <summary>The declaration as it may be made by <paramref name="actor"/>; <c>null</c> if <paramref name="errors"/> has something.</summary>
    public JobSpec? Check(JobSpec spec, Actor actor, Dictionary<string, string[]> errors)
    {
        CheckPlace("source", spec.Source, errors);
        CheckPlace("destination", spec.Destination, errors);
        if (spec.Source is not null && spec.Source == spec.Destination)
            errors.TryAdd("destination", ["The destination is the same as the source: name another bucket or prefix."]);
        if (spec.Name.Length > LongestName || spec.Name.Any(char.IsControl))
            errors["name"] = [$"The name cannot be shown: write up to {LongestName} characters."];
        if (spec.Failures.MaxAttempts is < 1 or > 100)
            errors["failures"] = ["Write 1 to 100 attempts."];
        if (spec.Copy.StorageClass is { } storageClass && (storageClass.Length > LongestClass || !storageClass.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
            errors["copy"] = ["Write the storage class as the provider does, for instance STANDARD_IA."];
        if (spec.Source is not null && spec.Destination is not null)
            foreach (var field in JobSpecChecks.Check(spec).GroupBy(problem => problem.Field))
                errors.TryAdd(field.Key, [.. field.Select(problem => problem.Message)]);
        // Where some runs need an approver, nobody below may make one that asks nobody.
        return errors.Count > 0 ? null : spec with { Confirm = spec.Confirm || (options.Value.Approval.IsOn && actor.Role < Role.Approver) };
    }

    private void CheckPlace(string side, StoreLocation? place, Dictionary<string, string[]> errors)
    {
        var objection = place is null ? $"Choose a store and name a bucket as the {side}."
            : stores.Find(place.Store) is null ? $"There is no store '{place.Store}' that can be used."
            : JobChecker.ObjectionToBucket(place.Bucket)
            ?? (Encoding.UTF8.GetByteCount(place.Prefix) > LongestKeyBytes || place.Prefix.Contains('\0', StringComparison.Ordinal)
                ? $"A prefix has at most {LongestKeyBytes} bytes." : null);
        if (objection is not null)
            errors.TryAdd(side, [objection]);
    }
}
