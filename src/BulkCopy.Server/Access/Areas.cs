namespace BulkCopy.Server.Access;

/// <summary>Parts of the API that an API key can be limited to.</summary>
internal static class Areas
{
    public const string Jobs = "jobs";
    public const string Runs = "runs";
    public const string Stores = "stores";
    public const string Workers = "workers";
    public const string Manifests = "manifests";
    public const string Audit = "audit";
    public const string Accounts = "accounts";
    public const string Metrics = "metrics";
    public const string Schedules = "schedules";
    public const string Tiering = "tiering";
    public const string Webhooks = "webhooks";

    public static IReadOnlyList<string> All { get; } = [Jobs, Runs, Stores, Workers, Manifests, Audit, Accounts, Metrics, Schedules, Tiering, Webhooks];
}
