namespace BulkCopy.Server.Webhooks;

/// <summary>What webhooks' secrets are sealed for.</summary>
internal static class WebhookSecret
{
    // No store's name holds a slash.
    public static string Owner(string webhook) => $"webhook/{webhook}";
}
