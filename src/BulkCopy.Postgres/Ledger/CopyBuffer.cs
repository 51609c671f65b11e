using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace BulkCopy.Postgres.Ledger;

/// <summary>
/// Rows in the binary format of COPY (PostgreSQL manual, "COPY", section "Binary Format"), built in memory and sent in one piece:
/// a value costs a few stores instead of an asynchronous call.
/// </summary>
internal sealed class CopyBuffer : IDisposable
{
    private static readonly long EpochTicks = new DateTime(2000, 1, 1, 0, 0, 0, DateTimeKind.Utc).Ticks;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(256 << 10);
    private int _length;

    public CopyBuffer()
    {
        Signature.CopyTo(_bytes);
        _length = Signature.Length;
        _bytes.AsSpan(_length, 8).Clear();
        _length += 8;
    }

    /// <summary>What was written so far: the header and the rows.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    private static ReadOnlySpan<byte> Signature => [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00];

    public void BeginRow(short columns) => BinaryPrimitives.WriteInt16BigEndian(Take(2), columns);

    public void Write(short value)
    {
        var to = Take(6);
        BinaryPrimitives.WriteInt32BigEndian(to, 2);
        BinaryPrimitives.WriteInt16BigEndian(to[4..], value);
    }

    public void Write(int value)
    {
        var to = Take(8);
        BinaryPrimitives.WriteInt32BigEndian(to, 4);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], value);
    }

    public void Write(long value)
    {
        var to = Take(12);
        BinaryPrimitives.WriteInt32BigEndian(to, 8);
        BinaryPrimitives.WriteInt64BigEndian(to[4..], value);
    }

    public void Write(bool value)
    {
        var to = Take(5);
        BinaryPrimitives.WriteInt32BigEndian(to, 1);
        to[4] = value ? (byte)1 : (byte)0;
    }

    /// <summary>A time: microseconds since 2000-01-01 UTC.</summary>
    public void Write(DateTimeOffset value) => Write((value.UtcTicks - EpochTicks) / TimeSpan.TicksPerMicrosecond);

    public void WriteNull() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    /// <summary>A CRC-64 as a signed number, or NULL.</summary>
    public void Write(ulong? crc64)
    {
        if (crc64 is { } value)
            Write(unchecked((long)value));
        else
            WriteNull();
    }

    /// <summary>Text, or NULL. What is not Unicode, or has a NUL, is refused before anything is sent.</summary>
    public void Write(string? value)
    {
        if (value is null)
        {
            WriteNull();
            return;
        }
        var to = Reserve(4 + StrictUtf8.GetMaxByteCount(value.Length));
        var length = StrictUtf8.GetBytes(value, to[4..]);
        if (to.Slice(4, length).Contains((byte)0))
            throw new ArgumentException($"The ledger cannot hold the text '{value.Replace("\0", "\\0", StringComparison.Ordinal)}': PostgreSQL has no NUL in text.", nameof(value));
        BinaryPrimitives.WriteInt32BigEndian(to, length);
        _length += 4 + length;
    }

    /// <summary>A label of an enum, from <see cref="EnumLabels{T}"/>.</summary>
    public void WriteLabel(ReadOnlySpan<byte> label)
    {
        var to = Take(4 + label.Length);
        BinaryPrimitives.WriteInt32BigEndian(to, label.Length);
        label.CopyTo(to[4..]);
    }

    /// <summary>Writes the trailer: no row follows.</summary>
    public void EndRows() => BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);

    /// <summary>Sends the rows: two round trips. <paramref name="copy"/> is the COPY … FROM STDIN (FORMAT BINARY) that takes them.</summary>
    public async Task SendAsync(NpgsqlConnection connection, string copy, CancellationToken cancellationToken)
    {
        EndRows();
        var stream = await connection.BeginRawBinaryCopyAsync(copy, cancellationToken).ConfigureAwait(false);
        await using var sending = stream.ConfigureAwait(false);
        stream.ReadTimeout = stream.WriteTimeout = connection.CommandTimeout * 1000;
        // Not to be cancelled between here and there: an empty COPY would be ended in its stead, which is another error.
        await stream.WriteAsync(Written, CancellationToken.None).ConfigureAwait(false);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private Span<byte> Take(int count)
    {
        var to = Reserve(count);
        _length += count;
        return to[..count];
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - _length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, _length + count));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        return _bytes.AsSpan(_length);
    }
}
