using BulkCopy.Testing;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class MigrateCommandTests(PostgresFixture postgres)
{
    [Fact]
    public async Task An_empty_database_is_told_to_migrate_migrated_once_and_current_then()
    {
        await using var database = await postgres.CreateEmptyDatabaseAsync();
        var variables = new Dictionary<string, string> { ["ConnectionStrings__BulkCopy"] = CliWorld.WithPassword(database) };

        Assert.Contains("run `bulkcopy migrate`.", (await InProcess.RunAsync(variables, "runs", "list")).Expect(2).Error, StringComparison.Ordinal);
        Assert.Contains("pending 0001_", (await InProcess.RunAsync(variables, "migrate", "--status")).Expect(1).Output, StringComparison.Ordinal);
        var applied = (await InProcess.RunAsync(variables, "migrate", "--output", "json")).Expect(0).Json;
        Assert.Equal("current", applied.GetProperty("state").GetString());
        Assert.NotEqual(0, applied.GetProperty("applied").GetArrayLength());
        Assert.Equal(0, (await InProcess.RunAsync(variables, "migrate", "--output", "json")).Expect(0).Json.GetProperty("applied").GetArrayLength());
        (await InProcess.RunAsync(variables, "runs", "list")).Expect(0);
        await postgres.DropDatabaseAsync(database);
    }
}
