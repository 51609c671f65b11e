using System.Buffers;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>All rows of a COPY … TO STDOUT (FORMAT BINARY), in memory: a segment has at most 1,024.</summary>
internal sealed class CopyRows : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(256 << 10);
    private int _length;

    private CopyRows()
    {
    }

    /// <summary>Reads the rows: one round trip.</summary>
    public static async Task<CopyRows> ReadAsync(NpgsqlConnection connection, string copy, CancellationToken cancellationToken)
    {
        var rows = new CopyRows();
        try
        {
            var stream = await connection.BeginRawBinaryCopyAsync(copy, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                stream.ReadTimeout = connection.CommandTimeout * 1000;
                while (await stream.ReadAsync(rows.Free(), cancellationToken).ConfigureAwait(false) is > 0 and var count)
                    rows._length += count;
            }
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>A reader before the first row.</summary>
    public CopyRowReader Open() => new(_bytes.AsSpan(0, _length));

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private Memory<byte> Free()
    {
        if (_length == _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        return _bytes.AsMemory(_length);
    }
}
