using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;
using Xunit;

namespace BulkCopy.Engine.Tests.Tiering;

public sealed class TransitionPricingTests
{
    private const long GB = 1L << 30;
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    private const string Prices = """
        asOf: 2026-11-01
        dialects:
          cos:
            currency: CNY
            classes:
              STANDARD: { storagePerGBMonth: 0.12, writesPer1000: 0.001, readsPer1000: 0.002 }
              STANDARD_IA: { storagePerGBMonth: 0.08, writesPer1000: 0.005, readsPer1000: 0.006, retrievalPerGB: 0.02 }
              ARCHIVE: { storagePerGBMonth: 0.03, writesPer1000: 0.01, readsPer1000: 0.01, restoresPer1000: { Standard: 3 }, restorePerGB: { Standard: 0.06 } }
        """;

    [Fact]
    public void Moving_down_costs_requests_and_saves_storage()
    {
        // Two reads of STANDARD (2 × 0.002 / 1000) and one write of STANDARD_IA (0.005 / 1000).
        var cost = Of("STANDARD", "STANDARD_IA", 2 * GB, 100, CopyWay.Copy);
        Assert.Equal(new TransitionCost(0.000009m, 0, 0, 0.24m, 0.16m), cost);
    }

    [Fact]
    public void Leaving_a_class_early_costs_the_days_that_are_left()
    {
        // 10 of 30 days have passed: 20/30 of 0.08; reading 1 GB of STANDARD_IA: 0.02.
        var cost = Of("STANDARD_IA", "STANDARD", GB, 10, CopyWay.Copy);
        Assert.Equal((0.02m, 0.08m * 20 / 30, 0.08m, 0.12m), (cost.Retrieval, cost.EarlyDeletion, cost.MonthlyBefore, cost.MonthlyAfter));
    }

    [Fact]
    public void Small_objects_are_stored_at_the_minimum_of_the_class()
    {
        var cost = Of("STANDARD", "STANDARD_IA", 1024, 100, CopyWay.Copy);
        Assert.Equal((1024m / GB * 0.12m, 65536m / GB * 0.08m), (cost.MonthlyBefore, cost.MonthlyAfter));
    }

    [Fact]
    public void Restoring_costs_the_request_the_bytes_and_the_copy_for_its_days()
    {
        // Request 3 / 1000; 4 GB at 0.06; 4 GB of STANDARD for 3 of 30 days.
        var cost = Of("ARCHIVE", "STANDARD_IA", 4 * GB, 100, CopyWay.Copy);
        Assert.Equal((2 * 0.00001m) + 0.000005m + 0.003m, cost.Requests);
        Assert.Equal(0.24m + (4 * 0.12m * 3 / 30), cost.Retrieval);
    }

    [Fact]
    public void Large_objects_cost_a_write_for_each_part()
    {
        // 10 GB in parts of 256 MiB are 40 parts, and two writes around them.
        var cost = Of("STANDARD", "STANDARD_IA", 10 * GB, 100, CopyWay.PartCopy);
        Assert.Equal((2 * 0.000002m) + (42 * 0.000005m), cost.Requests);
    }

    [Fact]
    public void The_table_that_comes_with_the_program_has_every_class_of_its_dialects()
    {
        foreach (var name in new[] { "cos", "oss", "s3" })
        {
            var table = PriceReader.Read(PriceReader.DefaultText, name, out var problems);
            Assert.Empty(problems);
            Assert.Equal(Dialect.Parse(name).StorageClasses.Classes.Select(c => c.Name).Order(), table!.Classes.Keys.Order());
        }
        Assert.Null(PriceReader.Read(PriceReader.DefaultText, "ceph", out _));
    }

    [Fact]
    public void A_broken_table_is_refused_with_its_line()
    {
        Assert.Null(PriceReader.Read("asOf: 2026-11-01\ndialects:\n  cos:\n    currency: CNY\n    classes:\n      STANDARD: { storagePerGBMonth: cheap }", "cos", out var problems));
        Assert.Equal(6, Assert.Single(problems).Line);
    }

    private static TransitionCost Of(string from, string to, long size, int days, CopyWay way) =>
        new TransitionPricing(PriceReader.Read(Prices, "cos", out _)!, Dialect.Parse("cos"), new RestorePolicy { Days = 3 }, 256L << 20, Now)
            .Of(from, to, size, Now.AddDays(-days), way);
}
