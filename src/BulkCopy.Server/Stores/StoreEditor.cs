using System.Text.Json;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Api;
using BulkCopy.Server.Secrets;

namespace BulkCopy.Server.Stores;

/// <summary>Checks and seals stores that operators enter.</summary>
internal sealed class StoreEditor(EndpointGuard guard, SecretSealer sealer)
{
    private const int LongestSecret = 4096;

    /// <summary>The row to be written; <c>null</c> if <paramref name="errors"/> has something.</summary>
    /// <param name="name">Name.</param>
    /// <param name="request">What was entered.</param>
    /// <param name="existing">What is changed; <c>null</c> for a new store.</param>
    /// <param name="by">Who enters it.</param>
    /// <param name="errors">What is wrong, by field.</param>
    /// <param name="cancellationToken">Stops looking up the host.</param>
    public async Task<StoreRow?> EditAsync(
        string? name, StoreRequest request, StoreRow? existing, string by, Dictionary<string, string[]> errors, CancellationToken cancellationToken)
    {
        if (name is not { Length: > 0 and <= 64 } || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            errors["name"] = ["'name' has 1 to 64 letters, digits, '-', '_' and '.'."];
        if (!Dialect.Names.Contains(request.Dialect ?? ""))
            errors["dialect"] = [$"'dialect' is one of {string.Join(", ", Dialect.Names)}."];
        // It becomes part of a host name.
        if (request.Region is not { Length: > 0 and <= 64 } || !request.Region.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            errors["region"] = ["'region' is written as the provider spells it, for instance ap-beijing, cn-hangzhou or us-east-1."];
        await CheckEndpointAsync(request, errors, cancellationToken);
        CheckCredentials(request, existing, errors);
        return errors.Count > 0 ? null : Seal(name!, request, existing, by);
    }

    private async Task CheckEndpointAsync(StoreRequest request, Dictionary<string, string[]> errors, CancellationToken cancellationToken)
    {
        if (request.Endpoint is { } endpoint
            && (guard.Objection(endpoint) ?? await guard.ObjectionToAddressesAsync(endpoint, cancellationToken)) is { } objection)
            errors["endpoint"] = [objection];
        else if (request is { Endpoint: null, Dialect: "ceph" or "minio" })
            errors["endpoint"] = ["'endpoint' is missing: this dialect has no public service."];
        else if (request.Endpoint is null && errors.Count == 0 && guard.Objection(Dialect.Parse(request.Dialect!).HostIn(request.Region!)) is { } elsewhere)
            errors["endpoint"] = [elsewhere];
    }

    private static void CheckCredentials(StoreRequest request, StoreRow? existing, Dictionary<string, string[]> errors)
    {
        if (request.AccessKeyId is not { Length: > 0 and <= 256 } || !IsPlain(request.AccessKeyId))
            errors["accessKeyId"] = ["'accessKeyId' is missing, or holds characters that no key has."];
        // A secret that stays goes nowhere but where it went before: not even an administrator can have it sent to another host.
        if (request.SecretAccessKey is null ? existing is null || existing.AccessKeyId != request.AccessKeyId || !GoesToTheSamePlace(request, existing)
            : request.SecretAccessKey.Length is 0 or > LongestSecret || !IsPlain(request.SecretAccessKey))
            errors["secretAccessKey"] = ["'secretAccessKey' is missing (it can be left out only where dialect, region, endpoint and accessKeyId stay), or holds characters that no secret has."];
        if (request.SessionToken is { } token && (request.SecretAccessKey is null || token.Length is 0 or > LongestSecret || !IsPlain(token)))
            errors["sessionToken"] = ["'sessionToken' comes with its 'secretAccessKey', and holds no blanks."];
    }

    private static bool GoesToTheSamePlace(StoreRequest request, StoreRow existing)
    {
        var before = JsonSerializer.Deserialize<StoreSettings>(existing.Settings, StoreCatalog.Json)!;
        return before.Endpoint == request.Endpoint && before.Dialect == request.Dialect && before.Region == request.Region;
    }

    private StoreRow Seal(string name, StoreRequest request, StoreRow? existing, string by)
    {
        var secret = request.SecretAccessKey is { } entered
            ? sealer.Seal(name, new StoreSecret(entered, request.SessionToken).ToUtf8())
            : new SealedSecret(existing!.MasterKeyId, existing.SealedKey, existing.SealedSecret);
        var settings = new StoreSettings { Dialect = request.Dialect!, Region = request.Region!, Endpoint = request.Endpoint, Addressing = request.Addressing };
        return new StoreRow
        {
            Name = name,
            Settings = JsonSerializer.Serialize(settings, StoreCatalog.Json),
            AccessKeyId = request.AccessKeyId!,
            MasterKeyId = secret.MasterKeyId,
            SealedKey = secret.SealedKey,
            SealedSecret = secret.Content,
            Revision = existing?.Revision ?? 0,
            UpdatedBy = by,
        };
    }

    private static bool IsPlain(string text) => text.All(c => c is > ' ' and < '\x7f');
}
