using System.Text.Json;
using System.Text.RegularExpressions;
using BulkCopy.Server.Tests.Hosting;
using Xunit;

namespace BulkCopy.Server.Tests.Telemetry;

/// <summary>The dashboard and the alerts in <c>deploy/</c> ask only for what a server tells, and tell what they should.</summary>
public sealed partial class DeploymentFilesTests(SharedServer shared) : IClassFixture<SharedServer>
{
    private static readonly string Prometheus = Path.Combine(Checkout.Root, "deploy", "prometheus");

    [Fact]
    public async Task Every_metric_of_the_alerts_is_told_by_a_server() => await AssertToldAsync(AlertExpressions());

    [Fact]
    public async Task Every_metric_of_the_dashboard_is_told_by_a_server() => await AssertToldAsync(PanelExpressions());

    [Fact]
    public async Task Every_metric_that_is_told_of_the_ledger_is_shown_or_alerts()
    {
        var used = AlertExpressions().Concat(PanelExpressions()).SelectMany(NamesIn).ToHashSet(StringComparer.Ordinal);
        var told = (await ToldAsync()).Where(name => name.StartsWith("bulkcopy_", StringComparison.Ordinal)).Select(name => name.Replace("_sum", "_bucket", StringComparison.Ordinal).Replace("_count", "_bucket", StringComparison.Ordinal));
        Assert.Empty(told.Distinct().Except(used).Except(["bulkcopy_copied_bytes_total", "bulkcopy_throttles_total"]));
    }

    [Fact]
    public async Task Rules_and_configuration_are_what_prometheus_accepts()
    {
        var (exit, said) = await Promtool.RunAsync(["check", "config", Path.Combine(Prometheus, "prometheus.yml")]);
        Assert.True(exit == 0, said);
    }

    [Fact]
    public async Task Alerts_go_off_when_they_should_and_only_then()
    {
        var (exit, said) = await Promtool.RunAsync(["test", "rules", Path.Combine(Prometheus, "alerts.test.yml")]);
        Assert.True(exit == 0, said);
    }

    [Fact]
    public void Every_alert_is_tested_and_says_what_to_do()
    {
        var tests = Checkout.Read("deploy", "prometheus", "alerts.test.yml");
        foreach (var alert in File.ReadAllText(Path.Combine(Prometheus, "alerts.yml")).Split("- alert: ")[1..])
        {
            var name = alert[..alert.IndexOf('\n', StringComparison.Ordinal)].Trim();
            Assert.Contains($"alertname: {name}\n        exp_alerts:\n", tests, StringComparison.Ordinal);
            Assert.Contains("summary:", alert, StringComparison.Ordinal);
            Assert.Contains("remedy:", alert, StringComparison.Ordinal);
            Assert.Contains("severity:", alert, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Expressions_of_the_dashboard_are_what_prometheus_accepts()
    {
        var rules = "groups: [ { name: panels, rules: [\n" + string.Join(",\n", PanelExpressions().Select((expression, i) =>
            $"{{ record: panel_{i}, expr: {JsonSerializer.Serialize(expression.Replace("$__rate_interval", "5m", StringComparison.Ordinal))} }}")) + "\n] } ]";
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, rules);
        var (exit, said) = await Promtool.RunAsync(["check", "rules", file]);
        File.Delete(file);
        Assert.True(exit == 0, said);
    }

    [Fact]
    public void Panels_have_a_title_a_description_and_a_place_of_their_own()
    {
        using var dashboard = JsonDocument.Parse(Checkout.Read("deploy", "grafana", "bulkcopy.json"));
        var taken = new HashSet<(int, int)>();
        foreach (var panel in dashboard.RootElement.GetProperty("panels").EnumerateArray())
        {
            Assert.NotEqual("", panel.GetProperty("title").GetString());
            if (panel.GetProperty("type").GetString() != "row")
                Assert.NotEqual("", panel.GetProperty("description").GetString());
            var place = panel.GetProperty("gridPos");
            for (var x = 0; x < place.GetProperty("w").GetInt32(); x++)
                for (var y = 0; y < place.GetProperty("h").GetInt32(); y++)
                    Assert.True(taken.Add((place.GetProperty("x").GetInt32() + x, place.GetProperty("y").GetInt32() + y)), panel.GetProperty("title").GetString());
        }
    }

    private async Task AssertToldAsync(IReadOnlyList<string> expressions)
    {
        var told = await ToldAsync();
        Assert.NotEmpty(expressions);
        Assert.All(expressions, expression => Assert.NotEmpty(NamesIn(expression)));
        Assert.Empty(expressions.SelectMany(NamesIn).Where(name => name != "up" && !told.Contains(name)).Distinct());
    }

    private async Task<HashSet<string>> ToldAsync()
    {
        var server = await shared.OpenAsync();
        await MetricScene.BuildAsync(server);
        using var client = server.Anonymous();
        var text = await client.GetStringAsync("/metrics");
        return text.Split('\n').Where(line => line.Length > 0 && line[0] != '#').Select(line => line[..line.IndexOfAny(['{', ' '])]).ToHashSet(StringComparer.Ordinal);
    }

    private static IReadOnlyList<string> AlertExpressions() =>
        [.. Expression().Matches(File.ReadAllText(Path.Combine(Prometheus, "alerts.yml"))).Select(match => match.Groups[1].Value)];

    private static IReadOnlyList<string> PanelExpressions()
    {
        using var dashboard = JsonDocument.Parse(Checkout.Read("deploy", "grafana", "bulkcopy.json"));
        return
        [
            .. from panel in dashboard.RootElement.GetProperty("panels").EnumerateArray()
               where panel.TryGetProperty("targets", out _)
               from target in panel.GetProperty("targets").EnumerateArray()
               select target.GetProperty("expr").GetString()!,
        ];
    }

    // Names of metrics have prefixes; functions, labels and numbers have not.
    private static IEnumerable<string> NamesIn(string expression) =>
        Name().Matches(Braces().Replace(expression, "")).Select(match => match.Value);

    [GeneratedRegex(@"expr: (?:>-\n)?((?:.+\n)(?: {10}.+\n)*)")]
    private static partial Regex Expression();

    [GeneratedRegex(@"\b(?:up|(?:bulkcopy|dotnet|process|kestrel|db|npgsql)_\w+|http_(?:server|client)_\w+)\b")]
    private static partial Regex Name();

    [GeneratedRegex(@"\{[^}]*\}|by \([^)]*\)|\[[^\]]*\]")]
    private static partial Regex Braces();
}
