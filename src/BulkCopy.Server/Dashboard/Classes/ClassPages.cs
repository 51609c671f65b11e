using System.Globalization;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Access;
using BulkCopy.Server.Dashboard.Layout;
using BulkCopy.Server.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace BulkCopy.Server.Dashboard.Classes;

/// <summary>Storage classes: what moved between them, what waits, what a policy would do.</summary>
internal static class ClassPages
{
    private const int MostDays = 400;
    private static readonly TimeSpan LongestSimulation = TimeSpan.FromSeconds(20);

    public static void MapClasses(this IEndpointRouteBuilder pages)
    {
        pages.MapGet("/classes", (string? from, string? through, string? by, HttpContext context, ITransitionLedger transitions, RestoreWaits waits, TimeProvider time) =>
            ShowAsync(context, from, through, by, new SimulationModel("", PolicyReader.ExampleText, null, []), transitions, waits, time)).Needs(Role.Viewer, Areas.Runs);
        pages.MapPost("/classes/simulate", SimulateAsync).DisableAntiforgery().Needs(Role.Operator, Areas.Stores).Audited("tiering.simulate");
    }

    private static async Task<IResult> ShowAsync(
        HttpContext context, string? from, string? through, string? by, SimulationModel simulation, ITransitionLedger transitions, RestoreWaits waits, TimeProvider time)
    {
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var last = Day(through) ?? today;
        var usual = DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - 29));
        var first = Day(from) ?? usual;
        if (first > last || last.DayNumber - first.DayNumber > MostDays)
            first = usual;
        return Pages.Show<ClassesPage, ClassModel>(context, new ClassModel
        {
            From = first,
            Through = last,
            Measure = by is "bytes" or "cost" ? by : "objects",
            Days = await transitions.ReadDaysAsync(first, last, null, context.RequestAborted),
            Waits = await waits.ListAsync(context.RequestAborted),
            Simulation = simulation,
        });
    }

    private static async Task<IResult> SimulateAsync(
        HttpContext context, StoreCatalog stores, ITransitionLedger transitions, RestoreWaits waits, TimeProvider time, [FromForm] string? place, [FromForm] string? policy)
    {
        AuditedAction.Explain(context, place ?? "");
        var simulation = await TryAsync(place ?? "", policy ?? "", stores, time, context.RequestAborted);
        return await ShowAsync(context, null, null, null, simulation, transitions, waits, time);
    }

    private static async Task<SimulationModel> TryAsync(string place, string policy, StoreCatalog stores, TimeProvider time, CancellationToken cancellationToken)
    {
        if (StoreLocation.Parse(place, out var wrong) is not { } location)
            return new SimulationModel(place, policy, null, [wrong!]);
        if (stores.Find(location.Store) is not { } store)
            return new SimulationModel(place, policy, null, [$"There is no store '{location.Store}' that can be used."]);
        var read = PolicyReader.Read(policy, store.Dialect);
        if (read.Policy is null)
            return new SimulationModel(place, policy, null, [.. read.Problems.Select(problem => problem.ToString())]);
        var prices = PriceReader.Read(PriceReader.DefaultText, store.Dialect.Name, out _);
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(LongestSimulation);
        try
        {
            var report = await new TieringSimulator(store, new TieringSpec { Policy = read.Policy, Prices = prices }, time.GetUtcNow()).OverListingAsync(location, late.Token);
            return new SimulationModel(place, policy, report, []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new SimulationModel(place, policy, null, ["The place is too large to be simulated within twenty seconds: name a longer prefix, or use 'bulkcopy tiering simulate' with an inventory."]);
        }
        catch (Exception refused) when (refused is ObjectStoreException or InvalidDataException or IOException)
        {
            return new SimulationModel(place, policy, null, [refused.Message]);
        }
    }

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
