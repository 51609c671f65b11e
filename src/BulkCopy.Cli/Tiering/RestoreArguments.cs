using System.CommandLine;
using System.Globalization;
using BulkCopy.Cli.Arguments;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Tiering;

/// <summary>Whether and how a copy restores sources that are archived. Money is spent only where a tier is named.</summary>
internal sealed class RestoreArguments : OptionGroup
{
    private const int MostDays = 365;

    private readonly Option<RestoreTier?> _tier = ArgumentTypes.Choice<RestoreTier>("--restore-tier", "Restore archived sources before they are copied, with this tier. Default: they fail.");
    private readonly Option<int?> _days = ArgumentTypes.Number("--restore-days", "Days that restored copies are kept at the source. Default: 2.", 1, MostDays);
    private readonly Option<int?> _mostObjects = ArgumentTypes.Number("--restore-max-objects", "Restore at most so many objects; the others are skipped. Default: no limit.", 0, int.MaxValue);
    private readonly Option<decimal?> _mostCost = Amount("--restore-max-cost", "Spend at most so much on restores, in the currency of the price table; the other objects are skipped. Default: no limit.");
    private readonly Option<TimeSpan?> _poll = ArgumentTypes.Time("--restore-poll", "How often restores are asked about. Default: 1m for Expedited, 15m for Standard, 30m for Bulk.");
    private readonly Option<string?> _prices = new("--restore-prices") { Description = "Price table for --restore-max-cost and the ledger. Default: the one that 'bulkcopy tiering prices' prints.", HelpName = "FILE" };

    private IReadOnlyList<Option> Details => [_days, _mostObjects, _mostCost, _poll, _prices];

    public RestoreArguments() : base("Archived sources")
    {
        foreach (var option in (Option[])[_tier, .. Details])
            Include(option);
    }

    /// <summary>The job, with its restores if it has any.</summary>
    /// <param name="invocation">The options.</param>
    /// <param name="dialectOf">The dialect of a store.</param>
    /// <param name="spec">The job, with the restores that it has so far.</param>
    /// <exception cref="RefusedException">Options contradict each other, the source has no prices or no archive, or its store is unknown.</exception>
    public override async Task<JobSpec> ApplyAsync(Invocation invocation, Func<string, Task<Dialect>> dialectOf, JobSpec spec)
    {
        if ((invocation.Get(_tier) ?? spec.Restore?.Tier) is not { } tier)
            return Details.FirstOrDefault(invocation.IsGiven) is { } lonely
                ? throw new RefusedException($"{lonely.Name} says how archived sources are restored: say with --restore-tier that they are.")
                : spec;
        var dialect = await dialectOf(spec.Source.Store).ConfigureAwait(false);
        if (!dialect.StorageClasses.Classes.Any(storageClass => storageClass.IsArchive))
            throw new RefusedException($"{spec.Source.Store} speaks {dialect.Name}, which has no archive classes: leave --restore-tier away.");
        var kept = spec.Restore;
        var prices = !invocation.IsGiven(_prices) && kept?.Prices is { } known ? known
            : await PolicyArguments.ReadPricesAsync(invocation, invocation.Get(_prices), dialect).ConfigureAwait(false);
        var cost = invocation.Get(_mostCost) ?? kept?.MaxCost;
        if (cost is not null && prices is null)
            throw new RefusedException(string.Create(CultureInfo.InvariantCulture, $"--restore-max-cost {cost} cannot be kept: there are no prices for {dialect.Name}. Give a table with --restore-prices."));
        var restore = (kept ?? new RestorePolicy { Tier = tier }) with
        {
            Tier = tier, MaxObjects = invocation.Get(_mostObjects) ?? kept?.MaxObjects, MaxCost = cost, PollInterval = invocation.Get(_poll) ?? kept?.PollInterval, Prices = prices,
        };
        return spec with { Restore = restore with { Days = invocation.Get(_days) ?? restore.Days } };
    }

    private static Option<decimal?> Amount(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "AMOUNT",
        CustomParser = result =>
        {
            if (decimal.TryParse(result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
                return amount;
            result.AddError($"'{result.Tokens[0].Value}' is not an amount for {name}: write one such as 12.50.");
            return null;
        },
    };
}
