using System.Text;
using BulkCopy.Engine.Jobs;
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
    public JobSpec? Check(JobRequest request, Actor actor, Dictionary<string, string[]> errors)
    {
        if (request.Name is not { Length: > 0 and <= LongestName } || request.Name.Any(char.IsControl))
            errors["name"] = [$"'name' is missing or cannot be shown: write 1 to {LongestName} characters on one line."];
        var source = CheckLocation("source", request.Source, errors);
        var destination = CheckLocation("destination", request.Destination, errors);
        if (source is not null && source == destination)
            errors["destination"] = ["'destination' is the same as 'source': name another bucket or prefix."];
        CheckNumbers(request, errors);
        if (errors.Count > 0)
            return null;
        var spec = Declare(request, actor, source!, destination!);
        foreach (var field in JobSpecChecks.Check(spec).GroupBy(problem => problem.Field))
            errors[field.Key] = [.. field.Select(problem => problem.Message)];
        return errors.Count > 0 ? null : spec;
    }

    /// <summary>What is wrong with the name of a bucket; <c>null</c> if it will do. It becomes part of a host name.</summary>
    public static string? ObjectionToBucket(string bucket) =>
        bucket.Length is >= 1 and <= 255 && bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_')
            && char.IsAsciiLetterOrDigit(bucket[0]) && !bucket.Contains("..", StringComparison.Ordinal)
            ? null : "A bucket's name has letters, digits, '-', '.' and '_', and begins with a letter or a digit.";

    private JobSpec Declare(JobRequest request, Actor actor, StoreLocation source, StoreLocation destination)
    {
        var copy = new CopyOptions();
        var failures = new FailurePolicy();
        return new JobSpec
        {
            Name = request.Name!,
            Source = source,
            Destination = destination,
            // Where some runs need an approver, nobody below may make one that asks nobody.
            Confirm = request.Confirm || (options.Value.Approval.IsOn && actor.Role < Role.Approver),
            Copy = copy with
            {
                StorageClass = request.Copy.StorageClass,
                ForbidOverwrite = request.Copy.ForbidOverwrite,
                PartCopyThresholdBytes = request.Copy.PartCopyThresholdBytes,
                PartSizeBytes = request.Copy.PartSizeBytes ?? copy.PartSizeBytes,
            },
            Failures = failures with
            {
                MaxAttempts = request.Failures.MaxAttempts ?? failures.MaxAttempts,
                StopAtFailedPercent = request.Failures.StopAtFailedPercent ?? failures.StopAtFailedPercent,
                StopAfterOutcomes = request.Failures.StopAfterOutcomes ?? failures.StopAfterOutcomes,
            },
        };
    }

    private StoreLocation? CheckLocation(string field, string? text, Dictionary<string, string[]> errors)
    {
        if (text is null)
        {
            errors[field] = [$"'{field}' is missing: write STORE:BUCKET/PREFIX."];
            return null;
        }
        var location = StoreLocation.Parse(text, out var error);
        var objection = error
            ?? ObjectionToBucket(location!.Bucket)
            ?? (Encoding.UTF8.GetByteCount(location.Prefix) > LongestKeyBytes || location.Prefix.Contains('\0', StringComparison.Ordinal)
                ? $"The prefix has more than {LongestKeyBytes} bytes or a character that no key has." : null)
            ?? (stores.Find(location.Store) is null ? $"There is no store '{location.Store}' here: GET /api/v1/stores lists those there are." : null);
        if (objection is null)
            return location;
        errors[field] = [objection];
        return null;
    }

    private static void CheckNumbers(JobRequest request, Dictionary<string, string[]> errors)
    {
        Check("copy.partSizeBytes", request.Copy.PartSizeBytes, 1L << 20, 5L << 30);
        Check("copy.partCopyThresholdBytes", request.Copy.PartCopyThresholdBytes, 1, 1L << 50);
        Check("failures.maxAttempts", request.Failures.MaxAttempts, 1, 100);
        Check("failures.stopAfterOutcomes", request.Failures.StopAfterOutcomes, 1, long.MaxValue);
        if (request.Failures.StopAtFailedPercent is { } percent && percent is not (>= 0 and <= 100))
            errors["failures.stopAtFailedPercent"] = ["'failures.stopAtFailedPercent' is a number from 0 to 100."];
        if (request.Copy.StorageClass is { } storageClass
            && (storageClass.Length is 0 or > LongestClass || !storageClass.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')))
            errors["copy.storageClass"] = ["'copy.storageClass' is no storage class: write it as the provider does, for instance STANDARD_IA."];

        void Check(string field, long? value, long least, long most)
        {
            if (value < least || value > most)
                errors[field] = [$"'{field}' is {value}; write a number from {least} to {most}."];
        }
    }
}
