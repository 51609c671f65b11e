using System.CommandLine;
using System.Globalization;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Throttling;
using BulkCopy.Postgres.Queries;

namespace BulkCopy.Cli.Flow;

/// <summary><c>bulkcopy stores limit</c>: shows or sets what all workers together may do to a bucket.</summary>
internal sealed class StoresLimitCommand : Verb
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

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        var settings = invocation.ReadSettings();
        await using var ledger = await LedgerSession.OpenAsync(settings, invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var text = invocation.Get(_target);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (store, bucket) = colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..].TrimEnd('/'));
        if (bucket is { Length: 0 } || bucket?.Contains('/', StringComparison.Ordinal) == true)
            throw new RefusedException($"'{text}' is not STORE or STORE:BUCKET: limits are about whole buckets.");
        if (!settings.Stores.ContainsKey(store) && await new StoreTable(ledger.Database).FindAsync(store, invocation.Stopping).ConfigureAwait(false) is null)
            throw new RefusedException($"There is no store '{store}': see 'bulkcopy stores list'.");

        var table = new FlowLimitTable(ledger.Database);
        await ChangeAsync(invocation, table, store, bucket).ConfigureAwait(false);
        var limits = await table.ListAsync(invocation.Stopping).ConfigureAwait(false);
        var states = await new FlowStates(ledger.Database).ListAsync(invocation.Stopping).ConfigureAwait(false);
        var document = FlowDocument.Of(store, bucket,
            limits.FirstOrDefault(limit => limit.Store == store && limit.Bucket == bucket),
            states.FirstOrDefault(state => state.Store == store && state.Bucket == bucket));
        if (invocation.IsJson)
            invocation.PrintJson(document, FlowDocuments.Types.FlowDocument);
        else
            invocation.Terminal.Output.WriteLine($"Limits of {text}: {FlowTable.Limits(document.Limit)}.");
        return ExitCodes.Done;
    }

    private async Task ChangeAsync(Invocation invocation, FlowLimitTable table, string store, string? bucket)
    {
        var windows = invocation.Get(_windows);
        var sets = invocation.Get(_requests) is not null || invocation.Get(_bytes) is not null || invocation.Get(_inFlight) is not null || windows is { Length: > 0 };
        if (invocation.Get(_clear))
            await table.ClearAsync(store, bucket, invocation.Stopping).ConfigureAwait(false);
        if (!sets)
            return;
        var was = (await table.ListAsync(invocation.Stopping).ConfigureAwait(false)).FirstOrDefault(row => row.Store == store && row.Bucket == bucket)?.Limit ?? new FlowLimit();
        await table.SetAsync(store, bucket, was with
        {
            RequestsPerSecond = invocation.Get(_requests) ?? was.RequestsPerSecond,
            BytesPerSecond = invocation.Get(_bytes) ?? was.BytesPerSecond,
            InFlight = invocation.Get(_inFlight) ?? was.InFlight,
            Windows = windows is { Length: > 0 } ? windows : was.Windows,
        }, $"command line of {Environment.UserName}", invocation.Stopping).ConfigureAwait(false);
    }

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
