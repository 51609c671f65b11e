using BulkCopy.Engine.Jobs;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Api;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Dashboard.Webhooks;

/// <summary>A webhook as it is written into the form; its secret goes in and is never shown again.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Url">Its address; empty in a change: as it is.</param>
/// <param name="States">What it is told of; empty: every state.</param>
public sealed record WebhookForm(string Name, string Url, IReadOnlyList<string> States)
{
    /// <summary>Nothing written.</summary>
    public static WebhookForm Empty { get; } = new("", "", []);

    /// <summary>What was posted.</summary>
    public static WebhookForm Of(IFormCollection form) => new(
        form["name"].ToString(), form["url"].ToString().Trim(),
        [.. form["state"].Select(state => Enum.TryParse<RunState>(state, out var known) && Enum.IsDefined(known) ? state : null).OfType<string>()]);

    /// <summary>A new webhook.</summary>
    internal WebhookRequest Read(string secret) => new() { Name = Name, Url = Url, Secret = secret, States = [.. States.Select(Enum.Parse<RunState>)] };

    /// <summary>A change; an address and a secret that are left out stay.</summary>
    internal WebhookRequest Read(WebhookRow existing, string secret) => Read(secret) with
    {
        Name = existing.Name, Url = Url.Length > 0 ? Url : existing.Url, Secret = secret.Length > 0 ? secret : null, Disabled = existing.Disabled,
    };
}
