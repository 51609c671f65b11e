using Npgsql;
using Xunit;

namespace BulkCopy.Cli.Tests.Cli;

public sealed class PreflightTests(CliWorld world) : IClassFixture<CliWorld>
{
    private string Place(string store, string region) => $"store {store} (cos, {region}, connected to {world.Emulator.Endpoint.Authority})";

    [Fact]
    public Task An_unknown_store_is_refused_with_those_there_are() => RefusedAsync(
        ["copy", "cos-bejing:a-1250000000", "cos-shanghai:b-1250000000"],
        "There is no store 'cos-bejing'. Did you mean 'cos-beijing'? Configured are cos-beijing, cos-shanghai, no-secret, nobody-there, oss-hangzhou, s3-east, wrong-secret.");

    [Fact]
    public Task A_missing_source_bucket_is_refused() => RefusedAsync(
        ["copy", "cos-beijing:missing-1250000000", "cos-shanghai:b-1250000000"],
        $"There is no bucket 'missing-1250000000' in {Place("cos-beijing", "ap-beijing")}: create it or correct the name (in COS it ends with -APPID).");

    [Fact]
    public async Task A_missing_destination_bucket_is_refused()
    {
        await world.CreateBucketAsync("cos-beijing", "lonely-1250000000");
        await RefusedAsync(
            ["copy", "cos-beijing:lonely-1250000000", "cos-shanghai:missing-1250000000"],
            $"There is no bucket 'missing-1250000000' in {Place("cos-shanghai", "ap-shanghai")}: create it or correct the name (in COS it ends with -APPID).");
    }

    [Fact]
    public async Task Wrong_credentials_are_refused_naming_where_they_come_from()
    {
        await world.CreateBucketAsync("cos-beijing", "guarded-1250000000");
        await RefusedAsync(
            ["copy", "wrong-secret:guarded-1250000000/x/", "cos-beijing:guarded-1250000000/y/"],
            $"The credentials of {Place("wrong-secret", "ap-beijing")} are refused for bucket 'guarded-1250000000' (SignatureDoesNotMatch, status 403): "
            + "check env:TEST_ACCESS_KEY, env:TEST_WRONG_SECRET; the secret is wrong.");
    }

    [Fact]
    public Task A_secret_that_is_not_there_is_refused() => RefusedAsync(
        ["copy", "no-secret:a-1250000000", "cos-shanghai:b-1250000000"],
        $"{world.ConfigFile}: Stores:no-secret:Credentials:SecretAccessKeyFrom names the environment variable TEST_UNSET, which is not set; set it, or name another place.");

    [Fact]
    public async Task A_store_that_does_not_answer_is_refused()
    {
        var result = (await world.RunAsync("copy", "nobody-there:a-1250000000", "cos-shanghai:b-1250000000")).Expect(2);

        Assert.StartsWith("bulkcopy: Store nobody-there (cos, ap-beijing, connected to 127.0.0.1:1) cannot be reached (", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("): check Endpoint, ConnectTo and UseHttps of the store.\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_copy_onto_itself_is_refused() => RefusedAsync(
        ["copy", "s3-east:photos/2024/", "s3-east:photos/2024/"],
        "Source and destination are the same place, s3-east:photos/2024/: name another bucket or prefix.");

    [Fact]
    public Task A_destination_within_the_source_is_refused() => RefusedAsync(
        ["copy", "s3-east:photos/2024/", "s3-east:photos/2024/copy/"],
        "The destination s3-east:photos/2024/copy/ lies within the source s3-east:photos/2024/: the copies would be listed and copied again. Name a prefix outside it.");

    [Fact]
    public Task A_source_within_the_destination_is_refused_unless_nothing_can_be_overwritten() => RefusedAsync(
        ["copy", "s3-east:photos/2024/", "s3-east:photos"],
        "The source s3-east:photos/2024/ lies within the destination s3-east:photos/: a copy could overwrite an object that is not copied yet. Name a prefix outside it, or forbid overwriting.");

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_refused()
    {
        await world.CreateBucketAsync("s3-east", "reachable-a");
        await world.CreateBucketAsync("s3-east", "reachable-b");
        var variables = world.Variables;
        variables["ConnectionStrings__BulkCopy"] = "Host=127.0.0.1;Port=1;Database=ledger;Username=u;Password=hunter2;Timeout=5";
        var result = (await InProcess.RunAsync(variables, "copy", "s3-east:reachable-a", "s3-east:reachable-b")).Expect(2);

        Assert.StartsWith("bulkcopy: The database \"ledger\" at 127.0.0.1:1 cannot be used: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_with_a_newer_schema_is_refused_and_one_without_is_told_to_migrate()
    {
        await using var connection = new NpgsqlConnection(world.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, "INSERT INTO bulkcopy.schema_migrations (version, name, sha256) VALUES (9999, '9999_future.sql', 'x')");
        var newer = (await InProcess.RunAsync(world.Variables, "runs", "list")).Expect(2);
        await ExecuteAsync(connection, "DELETE FROM bulkcopy.schema_migrations WHERE version = 9999");

        Assert.Contains("was migrated by a newer bulkcopy (9999 > ", newer.Error, StringComparison.Ordinal);
        Assert.EndsWith("upgrade bulkcopy.\n", newer.Error, StringComparison.Ordinal);
    }

    private async Task RefusedAsync(string[] arguments, string sentence)
    {
        var result = (await InProcess.RunAsync(world.Variables, arguments)).Expect(2);
        Assert.Empty(result.Output);
        Assert.Equal($"bulkcopy: {sentence}\n", result.Error);
        Assert.Empty((await InProcess.RunAsync(world.Variables, "runs", "list", "--output", "json")).Expect(0).Output);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
