using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace BulkCopy.Server.Api;

/// <summary>An example of every operation. Tests execute each of them against a server with what they name.</summary>
internal static class ApiExamples
{
    private const string IfMatch = "If-Match";

    private static readonly Dictionary<string, Example> All = new()
    {
        ["getSession"] = new(),
        ["createJob"] = new(
            """{"name":"photos to oss","source":"cos-beijing:photos-1250000000/2024/","destination":"oss-hangzhou:photos-archive/2024/","copy":{"storageClass":"IA"},"failures":{"maxAttempts":8}}""",
            ("Idempotency-Key", "4f6c1d0a-6a4e-4f6e-9c59-0f4a2f1d7a11")),
        ["listJobs"] = new(null, ("limit", 20)),
        ["getJob"] = new(null, ("job", 1)),
        ["planJob"] = new(
            """{"job":{"source":"cos-beijing:photos-1250000000/2024/","destination":"cos-beijing:photos-1250000000/archive/"},"sampleObjects":1000,"requestsPerSecond":200}"""),
        ["listRuns"] = new(null, ("limit", 20)),
        ["listUnfinishedRuns"] = new(),
        ["listDroppedRuns"] = new(null, ("limit", 20)),
        ["getRun"] = new(null, ("run", 1)),
        ["listRunEvents"] = new(null, ("run", 1), ("limit", 20)),
        ["confirmRun"] = new(null, ("run", 2)),
        ["pauseRun"] = new(null, ("run", 3)),
        ["resumeRun"] = new(null, ("run", 4)),
        ["cancelRun"] = new(null, ("run", 5)),
        ["setRunPriority"] = new("""{"priority":10}""", ("run", 6), (IfMatch, "\"6-Active-0\"")),
        ["retryFailed"] = new("""{"code":"AccessDenied"}""", ("run", 1)),
        ["listEntries"] = new(null, ("run", 1), ("result", "Failed"), ("code", "AccessDenied"), ("limit", 20)),
        ["listFailures"] = new(null, ("run", 1)),
        ["listLeftOut"] = new(null, ("run", 1)),
        ["getRunUploads"] = new(null, ("run", 1)),
        ["explainKey"] = new(null, ("run", 1), ("key", "2024/a 1.jpg")),
        ["getReport"] = new(null, ("run", 1), ("format", "csv"), ("failedOnly", true)),
        ["exportRun"] = new(null, ("run", 1), ("what", "outcomes"), ("format", "json")),
        ["getFindings"] = new(null, ("run", 9)),
        ["getDifferences"] = new(null, ("run", 9), ("format", "csv")),
        ["getMendManifest"] = new(null, ("run", 9)),
        ["listSamples"] = new(null, ("run", 1)),
        ["getCertificate"] = new(null, ("run", 8)),
        ["checkCertificate"] = new(
            """
            {"format":"bulkcopy-certificate/1","runId":8,"name":"job 8","source":"cos-beijing:photos-1250000000/2024/","destination":"oss-hangzhou:photos-archive/2024/",
            "state":"Complete","startedAt":"2026-11-01T00:00:00Z","finishedAt":"2026-11-01T01:00:00Z","issuedAt":"2026-11-02T00:00:00Z",
            "columns":["entry","key","versionId","size","eTag","lastModified","storageClass","way","destinationKey","result","final","attempt","proof","code","message","destinationVersionId","destinationETag","crc64","destinationStorageClass","milliseconds","at"],
            "lines":0,"verified":0,"verifiedBytes":0,"verifiedRoot":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","reportRoot":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "blockLines":1,"blocks":[]}
            """),
        ["dropRun"] = new(null, ("run", 7)),
        ["pruneRuns"] = new("""{"olderThan":"90.00:00:00","keep":20}"""),
        ["streamRun"] = new(null, ("run", 1)),
        ["listSchedules"] = new(),
        ["getSchedule"] = new(null, ("schedule", 1)),
        ["listFires"] = new(null, ("schedule", 1)),
        ["createSchedule"] = new(
            """{"name":"every night","cron":"30 2 * * *","timeZone":"Asia/Shanghai","job":{"source":"cos-beijing:photos-1250000000/","destination":"oss-hangzhou:photos-archive/"}}"""),
        ["replaceSchedule"] = new(
            """{"name":"weekly","cron":"0 3 * * 0","job":{"source":"cos-beijing:photos-1250000000/","destination":"oss-hangzhou:photos-archive/"}}""",
            ("schedule", 2), (IfMatch, "\"1\"")),
        ["deleteSchedule"] = new(null, ("schedule", 3), (IfMatch, "\"1\"")),
        ["pauseSchedule"] = new(null, ("schedule", 1)),
        ["resumeSchedule"] = new(null, ("schedule", 1)),
        ["runSchedule"] = new(null, ("schedule", 1)),
        ["checkPolicy"] = new("""{"dialect":"cos","policy":"version: 1\nname: cold photos\nrules:\n  - name: old\n    match: { olderThan: 30d, class: STANDARD }\n    to: STANDARD_IA\n"}"""),
        ["simulatePolicy"] = new(
            """{"place":"cos-beijing:photos-1250000000/2024/","policy":"version: 1\nname: cold photos\nrules:\n  - name: old\n    match: { olderThan: 30d, class: STANDARD }\n    to: STANDARD_IA\n"}"""),
        ["runPolicy"] = new(
            """{"place":"cos-beijing:photos-1250000000/2024/","confirm":true,"policy":"version: 1\nname: cold photos\nrules:\n  - name: old\n    match: { olderThan: 30d, class: STANDARD }\n    to: STANDARD_IA\n"}""",
            ("Idempotency-Key", "0c2f6a1e-7f0f-4d8c-9a51-6d1c0b7f2a10")),
        ["listTransitionDays"] = new(null, ("from", "2026-11-01"), ("through", "2026-11-30")),
        ["listTransitions"] = new(null, ("run", 1), ("limit", 20)),
        ["listStores"] = new(),
        ["getStore"] = new(null, ("name", "cos-beijing")),
        ["createStore"] = new(
            """{"name":"cos-shanghai","dialect":"cos","region":"ap-shanghai","accessKeyId":"AKIDEXAMPLE","secretAccessKey":"an-example-and-no-secret"}"""),
        ["replaceStore"] = new(
            """{"dialect":"cos","region":"ap-guangzhou","accessKeyId":"AKIDEXAMPLE","secretAccessKey":"an-example-and-no-secret"}""", ("name", "cos-guangzhou"), (IfMatch, "\"1\"")),
        ["deleteStore"] = new(null, ("name", "cos-nanjing"), (IfMatch, "\"1\"")),
        ["testStore"] = new("""{"bucket":"photos-1250000000","prefix":"2024/"}""", ("name", "cos-beijing")),
        ["probeStore"] = new("""{"bucket":"photos-1250000000","prefix":"2024/","to":"cos-beijing:photos-1250000000/archive/"}""", ("name", "cos-beijing")),
        ["rotateSecrets"] = new(),
        ["listLimits"] = new(),
        ["getStoreLimit"] = new(null, ("name", "cos-beijing")),
        ["setStoreLimit"] = new("""{"inFlight":64,"bytesPerSecond":524288000}""", ("name", "cos-beijing"), (IfMatch, "\"none\"")),
        ["clearStoreLimit"] = new(null, ("name", "oss-hangzhou"), (IfMatch, "*")),
        ["getBucketLimit"] = new(null, ("name", "cos-beijing"), ("bucket", "photos-1250000000")),
        ["setBucketLimit"] = new(
            """{"requestsPerSecond":800,"windows":["Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s, 50MiB/s"]}""",
            ("name", "cos-beijing"), ("bucket", "photos-1250000000"), (IfMatch, "\"none\"")),
        ["clearBucketLimit"] = new(null, ("name", "oss-hangzhou"), ("bucket", "photos-archive"), (IfMatch, "*")),
        ["listWorkers"] = new(null, ("live", true), ("limit", 20)),
        ["listUploads"] = new(null, ("orphans", true), ("limit", 20)),
        ["createManifestUpload"] = new("""{"store":"cos-beijing","bucket":"photos-1250000000","prefix":"lists/","mostBytes":1073741824}"""),
        ["getManifestUpload"] = new(null, ("upload", "0b8f0e5e-3f0c-4d1e-8f43-6a1b0a7d2c11")),
        ["listWebhooks"] = new(),
        ["getWebhook"] = new(null, ("name", "on-call")),
        ["createWebhook"] = new(
            """{"name":"ops-room","url":"https://hooks.example.com/bulkcopy","secret":"an-example-and-no-secret","states":["Complete","Failed"]}"""),
        ["replaceWebhook"] = new("""{"url":"https://hooks.example.com/on-call","states":["Failed"]}""", ("name", "on-call"), (IfMatch, "\"1\"")),
        ["deleteWebhook"] = new(null, ("name", "nobody-listens"), (IfMatch, "\"1\"")),
        ["listDeliveries"] = new(null, ("name", "on-call"), ("limit", 20)),
        ["listAudit"] = new(null, ("limit", 20)),
        ["listAccounts"] = new(null, ("limit", 20)),
        ["createAccount"] = new("""{"name":"mei","password":"correct horse battery staple","role":"Operator"}"""),
        ["updateAccount"] = new("""{"role":"Approver","disabled":false}""", ("name", "lin"), (IfMatch, "\"1\"")),
        ["setPassword"] = new("""{"password":"another horse battery staple"}""", ("name", "lin")),
        ["listApiKeys"] = new(null, ("limit", 20)),
        ["createApiKey"] = new("""{"name":"nightly report","role":"Viewer","days":90,"areas":["runs"]}"""),
        ["revokeApiKey"] = new(null, ("key", 1)),
    };

    /// <summary>Writes an operation's example into its parameters and its body.</summary>
    public static void Apply(OpenApiOperation operation)
    {
        if (operation.OperationId is not { } id || !All.TryGetValue(id, out var example))
            return;
        if (example.Parameters.ContainsKey(IfMatch))
            (operation.Parameters ??= []).Add(new OpenApiParameter
            {
                Name = IfMatch, In = ParameterLocation.Header, Required = true, Description = "The ETag of what is changed.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
            if (example.Parameters.TryGetValue(parameter.Name ?? "", out var value))
                parameter.Example = JsonValue.Create(value) is { } node ? JsonNode.Parse(node.ToJsonString()) : null;
        if (example.Body is { } body && operation.RequestBody?.Content is { } content)
            foreach (var media in content.Values)
                ((OpenApiMediaType)media).Example = JsonNode.Parse(body);
    }

    private sealed record Example(string? Body = null, params (string Name, object Value)[] Values)
    {
        public Dictionary<string, object> Parameters { get; } = Values.ToDictionary(value => value.Name, value => value.Value);
    }
}
