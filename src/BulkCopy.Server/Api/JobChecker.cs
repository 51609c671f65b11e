using System.Text;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Server.Access;
using BulkCopy.Server.Options;
using Microsoft.Extensions.Options;

namespace BulkCopy.Server.Api;

/// <summary>Turns a request into a job's declaration, or into what is wrong with it by field.</summary>
internal sealed class JobChecker(IStoreDirectory stores, IOptions<ServerOptions> options)
{
    private const int LongestName = 200;
    private const int LongestKeyBytes = 1024;
    private const int LongestClass = 64;

    /// <summary>The declaration; <c>null</c> if <paramref name="errors"/> has something.</summary>
    public JobSpec? Check(JobSpec request, Actor actor, Dictionary<string, string[]> errors)
    {
        // Members that a request leaves out are null here, whatever their type says.
        if ((string?)request.Name is not { Length: > 0 and <= LongestName } || request.Name.Any(char.IsControl))
            errors["name"] = [$"'name' is missing or cannot be shown: write 1 to {LongestName} characters on one line."];
        CheckLocation("source", request.Source, errors);
        CheckLocation("destination", request.Destination, errors);
        foreach (var (number, more) in request.MoreSources.Index())
            CheckLocation($"moreSources[{number}]", more, errors);
        if (request.Manifest?.At is { } manifest)
            CheckLocation("manifest.at", manifest, errors);
        if (request.Manifest?.File is not null)
            errors["manifest.file"] = ["A file on somebody's disk cannot be read here: upload it to a bucket, for instance by POST /api/v1/manifest-uploads, and name it in 'manifest.at'."];
        if (request.Source is not null && request.Source == request.Destination)
            errors["destination"] = ["'destination' is the same as 'source': name another bucket or prefix."];
        if (request.Tiering is not null)
            errors["tiering"] = ["'tiering' is not written here: POST /api/v1/tiering/runs takes the policy's document, and so does 'tiering' of a schedule."];
        CheckNumbers(request, errors);
        if (errors.Count > 0)
            return null;
        foreach (var field in JobSpecChecks.Check(request).GroupBy(problem => problem.Field))
            errors[field.Key] = [.. field.Select(problem => problem.Message)];
        return errors.Count > 0 ? null : Asking(request, actor);
    }

    /// <summary>The declaration of a tiering job; <c>null</c> if <paramref name="errors"/> has something.</summary>
    public JobSpec? Check(TieringRequest request, Actor actor, Dictionary<string, string[]> errors)
    {
        CheckLocation("place", request.Place, errors);
        if (request.Name is { } name && (name.Length is 0 or > LongestName || name.Any(char.IsControl)))
            errors["name"] = [$"'name' cannot be shown: write 1 to {LongestName} characters on one line."];
        if (errors.Count > 0 || Read(request, stores.Find(request.Place!.Store)!.Dialect, errors) is not { } tiering)
            return null;
        return Asking(TieringJobs.Declare(request.Place, tiering, request.Name) with { Confirm = request.Confirm }, actor);
    }

    /// <summary>Policy and prices of a request; <c>null</c> if <paramref name="errors"/> has something.</summary>
    public static TieringSpec? Read(TieringRequest request, Dialect dialect, Dictionary<string, string[]> errors)
    {
        var tiering = request.Read(dialect, out var inPolicy, out var inPrices);
        if (inPolicy.Count > 0)
            errors["policy"] = [.. inPolicy.Select(problem => problem.ToString())];
        if (inPrices.Count > 0)
            errors["prices"] = [.. inPrices.Select(problem => problem.ToString())];
        return tiering;
    }

    // Where some runs need an approver, nobody below may make one that asks nobody.
    private JobSpec Asking(JobSpec spec, Actor actor) =>
        spec with { Confirm = spec.Confirm || (options.Value.Approval.IsOn && actor.Role < Role.Approver) };

    /// <summary>What is wrong with the name of a bucket; <c>null</c> if it will do. It becomes part of a host name.</summary>
    public static string? ObjectionToBucket(string bucket) =>
        bucket.Length is >= 1 and <= 255 && bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            && char.IsAsciiLetterOrDigit(bucket[0]) && !bucket.Contains("..", StringComparison.Ordinal)
            ? null : "A bucket's name has letters, digits, '-', '.' and '_', and begins with a letter or a digit.";

    private void CheckLocation(string field, StoreLocation? location, Dictionary<string, string[]> errors)
    {
        var objection = location is null ? $"'{field}' is missing: write STORE:BUCKET/PREFIX."
            : ObjectionToBucket(location.Bucket)
            ?? (Encoding.UTF8.GetByteCount(location.Prefix) > LongestKeyBytes || location.Prefix.Contains('\0', StringComparison.Ordinal)
                ? $"The prefix has more than {LongestKeyBytes} bytes or a character that no key has." : null)
            ?? (stores.Find(location.Store) is null ? $"There is no store '{location.Store}' here: GET /api/v1/stores lists those there are." : null);
        if (objection is not null)
            errors[field] = [objection];
    }

    private static void CheckNumbers(JobSpec request, Dictionary<string, string[]> errors)
    {
        Check("copy.partSizeBytes", request.Copy.PartSizeBytes, 1L << 20, 5L << 30);
        Check("copy.partCopyThresholdBytes", request.Copy.PartCopyThresholdBytes, 1, 1L << 50);
        Check("failures.maxAttempts", request.Failures.MaxAttempts, 1, 100);
        Check("failures.stopAfterOutcomes", request.Failures.StopAfterOutcomes, 1, long.MaxValue);
        CheckTime("failures.baseDelay", request.Failures.BaseDelay);
        CheckTime("failures.maxDelay", request.Failures.MaxDelay);
        if (request.Failures.StopAtFailedPercent is not (>= 0 and <= 100))
            errors["failures.stopAtFailedPercent"] = ["'failures.stopAtFailedPercent' is a number from 0 to 100."];
        if (request.Copy.StorageClass is { } storageClass
            && (storageClass.Length is 0 or > LongestClass || !storageClass.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
            errors["copy.storageClass"] = ["'copy.storageClass' is no storage class: write it as the provider does, for instance STANDARD_IA."];

        void CheckTime(string field, TimeSpan value)
        {
            if (value < TimeSpan.Zero || value > TimeSpan.FromDays(1))
                errors[field] = [$"'{field}' is {value}; write a time from 00:00:00 to 1.00:00:00."];
        }

        void Check(string field, long? value, long least, long most)
        {
            if (value < least || value > most)
                errors[field] = [$"'{field}' is {value}; write a number from {least} to {most}."];
        }
    }
}
