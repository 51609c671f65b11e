using BulkCopy.Cli.Output;

using BulkCopy.Engine.Documents;
namespace BulkCopy.Cli.Progress;

/// <summary>One JSON line per second and at the end, for <c>runs watch --output json</c>.</summary>
internal sealed class JsonRunDisplay(TextWriter output) : IRunDisplay
{
    private RunDocument? _last;

    public TimeSpan Interval { get; } = TimeSpan.FromSeconds(1);

    public Task OpenAsync(Func<Action<ProgressSnapshot>, Task> watch) => watch(Show);

    private void Show(ProgressSnapshot snapshot)
    {
        var document = RunDocument.Of(snapshot.Run, snapshot.At);
        if (_last is not null && _last with { Seconds = document.Seconds } == document)
            return;
        _last = document;
        output.WriteLine(JsonDocuments.Write(document, DocumentJson.Types.RunDocument));
    }
}
