using System.CommandLine;
using System.Globalization;
using BulkCopy.Cli.Operations;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Throttling;

namespace BulkCopy.Cli.Flow;

/// <summary><c>bulkcopy stores limit</c>: shows or sets what all workers together may do to a bucket.</summary>
internal sealed class StoresLimitCommand : OperatorVerb
{
    private readonly Argument<string> _target = new("STORE[:BUCKET]") { Description = "The bucket; without one, each bucket of the store that has no limits of its own." };
    private readonly Option<double?> _requests = Rate();
    private readonly Option<long?> _bytes = ArgumentTypes.Size("--bytes-per-second", "Bytes copied per second at most.");
    private readonly Option<int?> _inFlight = ArgumentTypes.Number("--in-flight", "Requests in flight at most.", 1, 1_000_000);
    private readonly Option<FlowWindow[]> _windows = Windows();
    private readonly Option<bool> _clear = new("--clear") { Description = "Forget the limits that were set, before others are." };

    public StoresLimitCommand(CliHost host)
        : base("limit", "Show or set what all workers together may do to a bucket. They follow within about a second.", host)
    {
        Arguments.Add(_target);
        foreach (var option in new Option[] { _requests, _bytes, _inFlight, _windows, _clear })
            Options.Add(option);
    }

    protected override async Task<int> RunAsync(Invocation invocation, OperatorSession session)
    {
        var text = invocation.Get(_target);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (store, bucket) = colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..].TrimEnd('/'));
        if (bucket is { Length: 0 } || bucket?.Contains('/', StringComparison.Ordinal) == true)
            throw new RefusedException($"'{text}' is not STORE or STORE:BUCKET: limits are about whole buckets.");
        var document = await session.Flow.ShowAsync(store, bucket, invocation.Stopping).ConfigureAwait(false);
        if (invocation.Get(_clear) || Sets(invocation))
            document = await session.Flow.SetAsync(document, Sets(invocation) ? Wanted(invocation, invocation.Get(_clear) ? null : document.Limit) : null, invocation.Stopping).ConfigureAwait(false);
        if (invocation.IsJson)
            invocation.PrintJson(document, DocumentJson.Types.FlowDocument);
        else
            invocation.Terminal.Output.WriteLine($"Limits of {text}: {FlowTable.Limits(document.Limit)}.");
        return ExitCodes.Done;
    }

    private bool Sets(Invocation invocation) =>
        invocation.Get(_requests) is not null || invocation.Get(_bytes) is not null || invocation.Get(_inFlight) is not null || invocation.Get(_windows) is { Length: > 0 };

    private FlowLimitRequest Wanted(Invocation invocation, FlowLimitDocument? was) => new()
    {
        RequestsPerSecond = invocation.Get(_requests) ?? was?.RequestsPerSecond,
        BytesPerSecond = invocation.Get(_bytes) ?? was?.BytesPerSecond,
        InFlight = invocation.Get(_inFlight) ?? was?.InFlight,
        Windows = invocation.Get(_windows) is { Length: > 0 } windows ? [.. windows.Select(window => window.Text)] : was?.Windows ?? [],
    };

    private static Option<double?> Rate() => new("--requests-per-second")
    {
        Description = "Requests begun per second at most; 0 lets nothing begin.",
        HelpName = "N",
        CustomParser = result =>
        {
            if (double.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate) && rate <= 1_000_000)
                return rate;
            result.AddError($"'{result.Tokens[0].Value}' is not a value for --requests-per-second: write a number from 0 to 1000000.");
            return null;
        },
    };

    private static Option<FlowWindow[]> Windows() => new("--window")
    {
        Description = "Limits for a time of the week, such as \"Mon-Fri 08:00-18:00 Europe/Berlin: 200 req/s, 50MiB/s, 20 in flight\". Can be repeated; the first that holds wins.",
        HelpName = "WINDOW",
        AllowMultipleArgumentsPerToken = false,
        CustomParser = result =>
        {
            var windows = new List<FlowWindow>();
            foreach (var token in result.Tokens)
                if (FlowWindow.Parse(token.Value, out var error) is { } window)
                    windows.Add(window);
                else
                    result.AddError(error!);
            return [.. windows];
        },
    };
}
