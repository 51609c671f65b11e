using System.CommandLine;
using System.Text.Json.Serialization.Metadata;
using BulkCopy.Cli.Configuration;
using BulkCopy.Cli.Output;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Cli.Verbs;

/// <summary>One invocation of a verb: its arguments, its surroundings, and the wish to stop.</summary>
internal sealed class Invocation(CliHost host, ParseResult parsed, Shutdown shutdown)
{
    private BulkCopySettings? _settings;

    public CliHost Host => host;

    public Terminal Terminal => host.Terminal;

    public TimeProvider Time => host.Time;

    public Shutdown Shutdown => shutdown;

    /// <summary>Set by the first signal; verbs without a drain end at once.</summary>
    public CancellationToken Stopping => shutdown.Stopping;

    public bool IsJson => parsed.GetValue(GlobalOptions.Format) == "json";

    public bool IsVerbose => parsed.GetValue(GlobalOptions.Verbose);

    /// <summary>Address of the server that is asked instead of the database; <c>null</c> for the database.</summary>
    public string? Server => parsed.GetValue(GlobalOptions.Server);

    public string ApiKeyFrom => parsed.GetValue(GlobalOptions.ApiKeyFrom)!;

    public T? Get<T>(Option<T> option) => parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => parsed.GetRequiredValue(argument);

    /// <summary>An argument that may be left away.</summary>
    public T? Find<T>(Argument<T> argument) => parsed.GetValue(argument);

    /// <summary>Whether an option was given, on the line or by its variable.</summary>
    public bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>Reads and checks the configuration.</summary>
    /// <exception cref="ConfigurationException">It cannot be used.</exception>
    public BulkCopySettings ReadSettings() => _settings ??= SettingsReader.Read(ConfigurationLayers.Read(
        parsed.GetValue(GlobalOptions.Config), [AppContext.BaseDirectory, Environment.CurrentDirectory], host.Variables));

    /// <summary>Has logs written to standard error as the configuration wants them.</summary>
    public void ConfigureLogs(ILoggingBuilder logging)
    {
        var settings = ReadSettings();
        logging.SetMinimumLevel(IsVerbose && settings.LogLevel > LogLevel.Debug ? LogLevel.Debug : settings.LogLevel);
        logging.AddProvider(settings.LogFormat == LogFormat.Json ? new JsonLoggerProvider(Terminal.Error, Time) : new TerminalLoggerProvider(Terminal, Time));
    }

    /// <summary>Prints one JSON document on a line of its own.</summary>
    public void PrintJson<T>(T document, JsonTypeInfo<T> type) => Terminal.Output.WriteLine(JsonDocuments.Write(document, type));

    /// <summary>Says something to people, not to programs.</summary>
    public void Say(string line) => Terminal.Error.WriteLine(line);

    /// <summary>Waits for the first signal.</summary>
    public async Task UntilStoppedAsync() =>
        await Task.Delay(Timeout.InfiniteTimeSpan, Time, Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
