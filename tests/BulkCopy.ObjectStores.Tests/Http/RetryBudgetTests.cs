using BulkCopy.ObjectStores.Http;
using Xunit;

namespace BulkCopy.ObjectStores.Tests.Http;

public sealed class RetryBudgetTests
{
    [Fact]
    public void Budget_gives_out_and_comes_back_with_successes()
    {
        var budget = new RetryBudget();
        for (var i = 0; i < RetryBudget.Capacity / RetryBudget.Cost; i++) Assert.True(budget.TryWithdraw());
        Assert.False(budget.TryWithdraw());
        for (var i = 0; i < RetryBudget.Cost; i++) budget.Deposit();
        Assert.True(budget.TryWithdraw());
        Assert.False(budget.TryWithdraw());
    }

    [Fact]
    public void Budget_never_exceeds_its_capacity()
    {
        var budget = new RetryBudget();
        for (var i = 0; i < 10_000; i++) budget.Deposit();
        var repeats = 0;
        while (budget.TryWithdraw()) repeats++;
        Assert.Equal(RetryBudget.Capacity / RetryBudget.Cost, repeats);
    }
}
