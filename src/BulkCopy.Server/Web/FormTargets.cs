using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Web;

/// <summary>Other sites that a page's forms may post to: buckets that manifests are uploaded to.</summary>
internal static class FormTargets
{
    private static readonly object Key = new();

    /// <summary>Lets the page that answers this request post forms to the origin of <paramref name="url"/>, and be redirected back.</summary>
    public static void Allow(HttpContext context, Uri url) =>
        context.Items[Key] = $"{context.Items[Key]} {url.GetLeftPart(UriPartial.Authority)}";

    public static string Of(HttpContext context) => context.Items[Key] as string ?? "";
}
