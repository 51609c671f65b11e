using System.Diagnostics;
using System.Text.Json;
using BulkCopy.Cli.Output;
using Microsoft.Extensions.Logging;
using Xunit;

namespace BulkCopy.Cli.Tests.Output;

/// <summary>Whatever stands in a value, it begins no line of the log and obeys no terminal.</summary>
public sealed partial class LogLinesTests
{
    private const string Hostile = "2024/a\r\n12:00:00 error   forged \u001b[31mred\u001b[0m\u0007\u009b31m";

    [Fact]
    public void Json_lines_are_objects_with_the_values_of_their_message()
    {
        var lines = Write(writer => new JsonLoggerProvider(writer, TimeProvider.System), log => Unreadable(log, "photos", 3));

        using var line = JsonDocument.Parse(Assert.Single(lines));
        Assert.Equal("warning", line.RootElement.GetProperty("level").GetString());
        Assert.Equal("tests", line.RootElement.GetProperty("category").GetString());
        Assert.Equal(42, line.RootElement.GetProperty("event").GetInt32());
        Assert.Equal("Unreadable", line.RootElement.GetProperty("name").GetString());
        Assert.Equal("photos could not be read 3 times", line.RootElement.GetProperty("message").GetString());
        Assert.Equal("photos", line.RootElement.GetProperty("state").GetProperty("Key").GetString());
        Assert.Equal(3, line.RootElement.GetProperty("state").GetProperty("Times").GetInt32());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", line.RootElement.GetProperty("time").GetString());
    }

    [Fact]
    public void Json_lines_name_the_request_and_the_span_that_they_belong_to()
    {
        using var span = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var lines = Write(writer => new JsonLoggerProvider(writer, TimeProvider.System), log =>
        {
            using (log.BeginScope(new Dictionary<string, object?> { ["RequestId"] = "given-1", ["RequestPath"] = "/x" }.ToList()))
                Unreadable(log, "photos", 3);
        });

        using var line = JsonDocument.Parse(Assert.Single(lines));
        Assert.Equal("given-1", line.RootElement.GetProperty("requestId").GetString());
        Assert.Equal(span.TraceId.ToHexString(), line.RootElement.GetProperty("traceId").GetString());
    }

    [Fact]
    public void A_hostile_key_stays_within_its_json_line()
    {
        var lines = Write(writer => new JsonLoggerProvider(writer, TimeProvider.System), log => Broken(log, Hostile, new InvalidOperationException(Hostile)));

        var only = Assert.Single(lines);
        Assert.DoesNotContain(only, char.IsControl);
        using var line = JsonDocument.Parse(only);
        Assert.Equal(Hostile, line.RootElement.GetProperty("state").GetProperty("Key").GetString());
        Assert.Contains("forged", line.RootElement.GetProperty("exception").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_key_begins_no_line_of_text_and_colours_nothing()
    {
        var lines = Write(writer => new TerminalLoggerProvider(new Terminal(TextWriter.Null, writer, false, false), TimeProvider.System), log =>
            Broken(log, Hostile, new InvalidOperationException(Hostile)));

        Assert.Single(lines, line => !line.StartsWith("    ", StringComparison.Ordinal));
        Assert.DoesNotContain(string.Concat(lines), char.IsControl);
    }

    private static string[] Write(Func<TextWriter, ILoggerProvider> provider, Action<ILogger> log)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        using (var logs = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(provider(writer))))
            log(logs.CreateLogger("tests"));
        return writer.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [LoggerMessage(42, LogLevel.Warning, "{Key} could not be read {Times} times")]
    private static partial void Unreadable(ILogger log, string key, int times);

    [LoggerMessage(43, LogLevel.Error, "{Key} broke")]
    private static partial void Broken(ILogger log, string key, Exception exception);
}
