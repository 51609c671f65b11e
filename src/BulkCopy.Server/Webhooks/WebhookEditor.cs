using System.Text;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Api;
using BulkCopy.Server.Secrets;

namespace BulkCopy.Server.Webhooks;

/// <summary>Checks webhooks that are entered or changed, and seals their secrets.</summary>
internal sealed class WebhookEditor(WebhookGuard guard, SecretSealer sealer)
{
    /// <summary>Whether this server can keep secrets.</summary>
    public bool CanSeal => sealer.CanSeal;

    /// <summary>What of an address may be shown to others: some receivers know their callers by the path.</summary>
    public static string Host(string url) => new Uri(url).GetLeftPart(UriPartial.Authority);

    /// <summary>What is wrong, by field; empty if nothing is.</summary>
    public async Task<Dictionary<string, string[]>> CheckAsync(string? name, WebhookRequest request, WebhookRow? existing, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string[]>();
        if (name is not { Length: > 0 and <= 64 } || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            errors["name"] = ["'name' has 1 to 64 letters, digits, '-', '_' and '.'."];
        if ((guard.Objection(request.Url) ?? await guard.ObjectionToAddressesAsync(request.Url!, cancellationToken)) is { } objection)
            errors["url"] = [objection];
        if (request.States is { Count: > 20 })
            errors["states"] = ["'states' has more states than there are."];
        // A secret that stays goes nowhere but where it went before.
        if (request.Secret is null ? existing is null || existing.Url != request.Url : request.Secret.Length is < 16 or > 256 || request.Secret.Any(c => c is < ' ' or > '~'))
            errors["secret"] = ["'secret' has 16 to 256 printable ASCII characters; it can be left out only where the address stays."];
        return errors;
    }

    /// <summary>The row to be written down, of a request without problems.</summary>
    public WebhookRow Seal(string name, WebhookRequest request, WebhookRow? existing, string by)
    {
        var secret = request.Secret is { } entered
            ? sealer.Seal(WebhookSecret.Owner(name), Encoding.ASCII.GetBytes(entered))
            : new SealedSecret(existing!.MasterKeyId, existing.SealedKey, existing.SealedSecret);
        return new WebhookRow
        {
            Name = name, Url = request.Url!, States = [.. (request.States ?? []).Distinct().Select(state => state.ToString())], Disabled = request.Disabled,
            MasterKeyId = secret.MasterKeyId, SealedKey = secret.SealedKey, SealedSecret = secret.Content, Revision = existing?.Revision ?? 0, UpdatedBy = by,
        };
    }
}
