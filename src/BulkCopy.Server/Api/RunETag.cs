using System.Security.Cryptography;
using System.Text;
using BulkCopy.Engine.Jobs;
using Microsoft.AspNetCore.Http;

namespace BulkCopy.Server.Api;

/// <summary>
/// ETags of runs: what an operator can change (state, priority), a dot, and everything else. If-None-Match compares all of it, If-Match only the first part:
/// an operator who pauses a run means the run as it stands, however many objects were copied since.
/// </summary>
internal static class RunETag
{
    public static string Of(Run run) => $"\"{Steered(run)}.{Hash(FormattableString.Invariant($"{run.StateReason}|{run.ListingDone}|{run.Totals}"))}\"";

    /// <summary>Whether If-Match, if there is one, means the run as it is now.</summary>
    public static bool Matches(HttpRequest request, Run run)
    {
        var wanted = request.Headers.IfMatch;
        return wanted.Count == 0 || wanted.SelectMany(line => (line ?? "").Split(',', StringSplitOptions.TrimEntries))
            .Any(tag => tag == "*" || (tag.StartsWith('"') && tag.Trim('"').Split('.')[0] == Steered(run)));
    }

    private static string Steered(Run run) => FormattableString.Invariant($"{run.Id}-{run.State}-{run.Priority}");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..16];
}
