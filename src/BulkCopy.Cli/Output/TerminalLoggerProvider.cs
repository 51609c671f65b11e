using System.Globalization;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace BulkCopy.Cli.Output;

/// <summary>Writes log lines to standard error, above the progress display if there is one.</summary>
internal sealed class TerminalLoggerProvider(Terminal terminal, TimeProvider time) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(terminal, time);

    public void Dispose()
    {
    }

    private sealed class Logger(Terminal terminal, TimeProvider time) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = string.Create(
                CultureInfo.InvariantCulture,
                $"{time.GetUtcNow():HH:mm:ss} {Label(logLevel)} {Quantity.Key(formatter(state, exception))}{(exception is null ? "" : Indented(exception))}");
            if (terminal.IsLive)
                terminal.Screen.WriteLine(line);
            else
                terminal.Error.WriteLine(line);
        }

        // Lines of an exception never begin where a line of the log does, and hold nothing that a terminal would obey.
        private static string Indented(Exception exception) =>
            string.Concat(exception.ToString().Split('\n').Select(line => "\n    " + Quantity.Key(line.TrimEnd('\r').Replace('\t', ' '))));

        private static string Label(LogLevel level) => level switch
        {
            LogLevel.Critical or LogLevel.Error => "error  ",
            LogLevel.Warning => "warning",
            LogLevel.Information => "info   ",
            _ => "debug  ",
        };
    }
}
