using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Dashboard.Jobs;

/// <summary>How archived sources are restored, from the form. Money is spent only where a tier is chosen.</summary>
internal static class DraftedRestore
{
    private const int MostDays = 365;

    public static RestorePolicy? Read(DraftValues values, Dialect? source)
    {
        var days = values.Number("restoreDays");
        var (objects, cost) = (values.Number("restoreMaxObjects"), values.Amount("restoreMaxCost"));
        if (values.Choice<RestoreTier>("restoreTier") is not { } tier)
        {
            if (days is not null || objects is not null || cost is not null)
                values.Refuse("restoreTier", "Choose how fast archived objects are restored, or leave the limits away.");
            return null;
        }
        if (days is < 1 or > MostDays)
            values.Refuse("restoreDays", $"Write 1 to {MostDays} days.");
        var prices = source is null ? null : PriceReader.Read(PriceReader.DefaultText, source.Name, out _);
        if (cost is not null && source is not null && prices is null)
            values.Refuse("restoreMaxCost", $"There are no prices of {source.Name}, so that this cannot be kept.");
        return new RestorePolicy { Tier = tier, Days = (int)Math.Clamp(days ?? 2, 1, MostDays), MaxObjects = objects, MaxCost = cost, Prices = prices };
    }
}
