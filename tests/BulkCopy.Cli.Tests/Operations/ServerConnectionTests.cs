using BulkCopy.Cli.Operations;
using Xunit;

namespace BulkCopy.Cli.Tests.Operations;

public sealed class ServerConnectionTests
{
    [Theory]
    [InlineData("DELETE", "runs/5?withoutCertificate=false")]
    [InlineData("POST", "runs/5/retry-failed")]
    [InlineData("GET", "runs/5/certificate")]
    [InlineData("GET", "runs/5/report?format=json&failedOnly=true")]
    [InlineData("GET", "runs/5/export?what=events&format=csv")]
    [InlineData("GET", "runs/5/differences?format=csv")]
    [InlineData("GET", "runs/5/mend")]
    public void What_reads_a_whole_run_is_waited_for(string method, string path) => Assert.True(ServerConnection.IsLong(new HttpMethod(method), path));

    [Theory]
    [InlineData("DELETE", "schedules/5")]
    [InlineData("GET", "runs/5")]
    [InlineData("GET", "runs?limit=50")]
    public void Other_answers_come_soon_or_not_at_all(string method, string path) => Assert.False(ServerConnection.IsLong(new HttpMethod(method), path));
}
