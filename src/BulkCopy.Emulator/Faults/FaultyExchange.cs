using System.Text;
using BulkCopy.Emulator.Answers;
using BulkCopy.Emulator.Errors;
using BulkCopy.Emulator.Requests;

namespace BulkCopy.Emulator.Faults;

/// <summary>Carries out a request that faults happen to.</summary>
internal sealed class FaultyExchange(TimeProvider time)
{
    private static readonly TimeSpan LongStall = TimeSpan.FromHours(1);

    public async Task<Answer> RunAsync(EmulatorRequest request, List<StruckFault> faults, Func<EmulatorRequest, ValueTask<Answer>> effect)
    {
        var names = string.Join('+', faults.Select(fault => fault.Rule.Kind));
        foreach (var fault in faults.Where(fault => fault.Rule.Kind == FaultKind.Latency)) await WaitAsync(fault.Delay, request.Aborted);
        foreach (var fault in faults.Where(fault => !fault.Rule.AfterEffect))
        {
            if (await InsteadAsync(request, fault) is not { } answer) continue;
            (answer.TookEffect, answer.Fault) = (false, names);
            return answer;
        }
        foreach (var fault in faults)
        {
            request.IgnoresCopyConditions |= fault.Rule.Kind == FaultKind.IgnoreCopyConditions;
            request.IgnoresOverwriteGuard |= fault.Rule.Kind == FaultKind.IgnoreOverwriteGuard;
            if (fault.Rule is { Kind: FaultKind.Hook, Hook: { } hook }) await hook();
        }
        var done = await effect(request);
        done.TookEffect = done.Error is null;
        foreach (var fault in faults)
        {
            var replaced = fault.Rule.AfterEffect ? await InsteadAsync(request, fault) : null;
            if (replaced is not null) replaced.TookEffect = done.TookEffect;
            done = replaced ?? done;
            Disturb(done, fault);
        }
        done.Fault = names;
        return done;
    }

    /// <summary>What is answered in place of the operation's own answer; null when the fault leaves it alone.</summary>
    private async Task<Answer?> InsteadAsync(EmulatorRequest request, StruckFault fault)
    {
        var rule = fault.Rule;
        switch (rule.Kind)
        {
            case FaultKind.SlowDown:
                return new EmulatorError(rule.Status ?? 503, rule.Code ?? request.Profile.ThrottleCode, "Please reduce your request rate.");
            case FaultKind.InternalError:
                return new EmulatorError(rule.Status ?? 500, rule.Code ?? "InternalError", "We encountered an internal error. Please try again.");
            case FaultKind.ErrorInsideOk:
                return Inside(request, rule.Code ?? "InternalError");
            case FaultKind.Reset:
                return new Answer(200) { IsCut = true };
            case FaultKind.Stall:
                await WaitAsync(fault.Delay == TimeSpan.Zero ? LongStall : fault.Delay, request.Aborted);
                return new Answer(200) { IsCut = true };
            default:
                return null;
        }
    }

    private static Answer Inside(EmulatorRequest request, string code)
    {
        var error = new EmulatorError(200, code, "We encountered an internal error. Please try again.");
        return new Answer(200)
        {
            ContentType = "application/xml", IsChunked = request.Profile.ChunkedCopyAnswer, Code = code,
            Document = ErrorDocument.Write(request.Profile, error, request.Id, request.Host, "/" + request.Key),
        };
    }

    private static void Disturb(Answer answer, StruckFault fault)
    {
        switch (fault.Rule.Kind)
        {
            case FaultKind.TruncatedBody:
                answer.IsTruncated = true;
                break;
            case FaultKind.KeepAliveBlanks when answer.Error is null && !answer.Document.IsEmpty:
                (answer.IsChunked, answer.Blanks, answer.BlankPause) = (true, fault.Rule.Blanks, fault.Delay);
                break;
            case FaultKind.NoVersionIdOnCopy:
                answer.Headers.RemoveAll(header => header.Key.EndsWith("-version-id", StringComparison.OrdinalIgnoreCase));
                HideVersionId(answer);
                break;
            case FaultKind.WrongETag when answer.Error is null:
                FalsifyETag(answer);
                break;
        }
    }

    private static void HideVersionId(Answer answer)
    {
        var text = Encoding.UTF8.GetString(answer.Document.Span);
        var (from, to) = (text.IndexOf("<VersionId>", StringComparison.Ordinal), text.IndexOf("</VersionId>", StringComparison.Ordinal));
        if (from >= 0 && to > from) answer.Document = Encoding.UTF8.GetBytes(text.Remove(from, to + "</VersionId>".Length - from));
    }

    private static void FalsifyETag(Answer answer)
    {
        for (var i = 0; i < answer.Headers.Count; i++)
        {
            if (answer.Headers[i].Key == "ETag") answer.Headers[i] = new("ETag", Falsify(answer.Headers[i].Value, 0));
        }
        var text = Encoding.UTF8.GetString(answer.Document.Span);
        for (var at = text.IndexOf("<ETag>", StringComparison.Ordinal); at >= 0; at = text.IndexOf("<ETag>", at + 1, StringComparison.Ordinal))
            text = Falsify(text, at + "<ETag>".Length);
        if (text.Length > 0) answer.Document = Encoding.UTF8.GetBytes(text);
    }

    // Another first digit: still the shape of an ETag, but of no object.
    private static string Falsify(string text, int from)
    {
        if (text.AsSpan(from).StartsWith("&quot;")) from += "&quot;".Length;
        while (from < text.Length && !char.IsAsciiDigit(text[from]) && text[from] is not (>= 'a' and <= 'f' or >= 'A' and <= 'F')) from++;
        return from >= text.Length ? text : string.Concat(text.AsSpan(0, from), text[from] == '0' ? "1" : "0", text.AsSpan(from + 1));
    }

    private async Task WaitAsync(TimeSpan delay, CancellationToken aborted)
    {
        if (delay > TimeSpan.Zero) await Task.Delay(delay, time, aborted);
    }
}
