using BulkCopy.Postgres.Migrations;
using BulkCopy.Postgres.Tests.Cluster;
using Xunit;

namespace BulkCopy.Postgres.Tests.Migrations;

public sealed class MigrationSetTests
{
    [Theory]
    [InlineData("0001_a.sql", "0003_b.sql")]
    [InlineData("0001_a.sql", "0001_b.sql")]
    [InlineData("0002_a.sql", "0003_b.sql")]
    public void Gaps_and_duplicates_are_refused(params string[] fileNames) =>
        Assert.Throws<MigrationException>(() => new MigrationSet(fileNames.Select(f => MigrationSet.Parse(f, "SELECT 1"))));

    [Theory]
    [InlineData("1_a.sql")]
    [InlineData("0001-a.sql")]
    [InlineData("0001_.sql")]
    [InlineData("0001_a.txt")]
    [InlineData("-001_a.sql")]
    public void File_names_must_tell_number_and_name(string fileName) =>
        Assert.Throws<MigrationException>(() => MigrationSet.Parse(fileName, "SELECT 1"));

    [Fact]
    public void Line_ends_of_the_checkout_do_not_change_a_checksum() =>
        Assert.Equal(MigrationSet.Parse("0001_a.sql", "SELECT\n1\n").Sha256, MigrationSet.Parse("0001_a.sql", "SELECT\r\n1\r\n").Sha256);

    [Fact]
    public void Directory_is_read_in_the_order_of_its_numbers()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory.Below("0002_b.sql"), "SELECT 2");
        File.WriteAllText(directory.Below("0001_a.sql"), "SELECT 1");
        File.WriteAllText(directory.Below("notes.txt"), "");

        var set = MigrationSet.ReadDirectory(directory.Path);
        Assert.Equal(["SELECT 1", "SELECT 2"], set.Migrations.Select(m => m.Sql));
        Assert.Equal(2, set.Version);
    }
}
