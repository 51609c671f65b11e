using System.Buffers.Binary;
using System.Text;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Reads rows in the binary format of COPY, column by column; the counterpart of <see cref="CopyBuffer"/>.</summary>
internal ref struct CopyRowReader
{
    private const int HeaderBytes = 19;
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private ReadOnlySpan<byte> _rest;

    public CopyRowReader(ReadOnlySpan<byte> bytes) => _rest = bytes[HeaderBytes..];

    /// <summary>Goes to the next row; all columns of the one before must have been read.</summary>
    public bool ReadRow() => BinaryPrimitives.ReadInt16BigEndian(Take(2)) >= 0;

    public long ReadInt64() => BinaryPrimitives.ReadInt64BigEndian(ReadBytes());

    public short? ReadInt16OrNull()
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(Take(4));
        return length < 0 ? null : BinaryPrimitives.ReadInt16BigEndian(Take(length));
    }

    public int? ReadInt32OrNull()
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(Take(4));
        return length < 0 ? null : BinaryPrimitives.ReadInt32BigEndian(Take(length));
    }

    public DateTimeOffset ReadTime() => Epoch.AddTicks(ReadInt64() * TimeSpan.TicksPerMicrosecond);

    /// <summary>Text, or <c>null</c>. If it equals <paramref name="known"/>, that is returned and no new string is made.</summary>
    public string? ReadText(string? known = null)
    {
        var length = BinaryPrimitives.ReadInt32BigEndian(Take(4));
        if (length < 0)
            return null;
        var bytes = Take(length);
        return known is not null && Ascii.Equals(bytes, known) ? known : Encoding.UTF8.GetString(bytes);
    }

    /// <summary>The bytes of a column that is not NULL.</summary>
    public ReadOnlySpan<byte> ReadBytes() => Take(BinaryPrimitives.ReadInt32BigEndian(Take(4)));

    private ReadOnlySpan<byte> Take(int count)
    {
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
