using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace BulkCopy.Cli.Output;

/// <summary>
/// Writes log lines to standard error as JSON, one object per line, whatever stands in the values: <c>time</c>, <c>level</c>, <c>category</c>, <c>event</c>, <c>name</c>,
/// <c>message</c>; <c>state</c> with the values of the message; <c>requestId</c>, <c>traceId</c> and <c>spanId</c> where there are some; <c>exception</c>.
/// </summary>
internal sealed class JsonLoggerProvider(TextWriter target, TimeProvider time) : ILoggerProvider, ISupportExternalScope
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.Default };
    private readonly ConcurrentDictionary<string, ILogger> loggers = new(StringComparer.Ordinal);
    private readonly Lock one = new();
    private readonly TimeProvider clock = time;
    private IExternalScopeProvider? scopes;

    public ILogger CreateLogger(string categoryName) => loggers.GetOrAdd(categoryName, name => new Logger(this, name));

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => scopes = scopeProvider;

    public void Dispose()
    {
    }

    private void Write(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line);
        lock (one)
            target.WriteLine(text);
    }

    private sealed class Logger(JsonLoggerProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => provider.scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var buffer = new ArrayBufferWriter<byte>(512);
            using (var json = new Utf8JsonWriter(buffer, Plain))
            {
                json.WriteStartObject();
                json.WriteString("time", provider.clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                json.WriteString("level", LevelOf(logLevel));
                json.WriteString("category", category);
                json.WriteNumber("event", eventId.Id);
                if (eventId.Name is { } name)
                    json.WriteString("name", name);
                json.WriteString("message", formatter(state, exception));
                WriteState(json, state);
                provider.scopes?.ForEachScope(static (scope, json) => WriteRequest(json, scope), json);
                if (Activity.Current is { } span)
                {
                    json.WriteString("traceId", span.TraceId.ToHexString());
                    json.WriteString("spanId", span.SpanId.ToHexString());
                }
                if (exception is not null)
                    json.WriteString("exception", exception.ToString());
                json.WriteEndObject();
            }
            provider.Write(buffer.WrittenSpan);
        }

        private static void WriteState<TState>(Utf8JsonWriter json, TState state)
        {
            if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
                return;
            json.WriteStartObject("state");
            foreach (var (name, value) in values)
                if (name != "{OriginalFormat}")
                    WriteValue(json, name, value);
            json.WriteEndObject();
        }

        private static void WriteValue(Utf8JsonWriter json, string name, object? value)
        {
            switch (value)
            {
                case null: json.WriteNull(name); break;
                case bool flag: json.WriteBoolean(name, flag); break;
                case byte or short or int or long: json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
                case double number when double.IsFinite(number): json.WriteNumber(name, number); break;
                default: json.WriteString(name, Convert.ToString(value, CultureInfo.InvariantCulture)); break;
            }
        }

        // Of the scopes around a request, only its id: the rest says what the request was called.
        private static void WriteRequest(Utf8JsonWriter json, object? scope)
        {
            if (scope is IReadOnlyList<KeyValuePair<string, object?>> values)
                foreach (var (name, value) in values)
                    if (name == "RequestId")
                        json.WriteString("requestId", Convert.ToString(value, CultureInfo.InvariantCulture));
        }

        private static string LevelOf(LogLevel level) => level switch
        {
            LogLevel.Critical => "critical",
            LogLevel.Error => "error",
            LogLevel.Warning => "warning",
            LogLevel.Information => "info",
            LogLevel.Debug => "debug",
            _ => "trace",
        };
    }
}
