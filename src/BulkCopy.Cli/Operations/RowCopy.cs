using BulkCopy.Engine.Documents;

namespace BulkCopy.Cli.Operations;

/// <summary>Passes rows that a server streams on as they are, and counts them.</summary>
internal sealed class RowCopy(ReportFormat format)
{
    private long _rows;
    private bool _isQuoted;

    /// <summary>The number of rows, without the heading.</summary>
    public async Task<long> CopyAsync(TextReader reader, TextWriter output, CancellationToken cancellationToken)
    {
        var buffer = new char[32 * 1024];
        int read;
        while ((read = await reader.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            Count(buffer.AsSpan(0, read));
            await output.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }
        return format == ReportFormat.Csv ? Math.Max(0, _rows - 1) : _rows;
    }

    // A line end inside quotation marks belongs to a key.
    private void Count(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (c == '"' && format == ReportFormat.Csv)
                _isQuoted = !_isQuoted;
            else if (c == '\n' && !_isQuoted)
                _rows++;
    }
}
