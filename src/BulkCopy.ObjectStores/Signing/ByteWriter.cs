using System.Buffers;
using System.Text;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>Collects UTF-8 text in a caller's stack buffer and moves to a pooled array when that is too small.</summary>
internal ref struct ByteWriter(Span<byte> initial)
{
    private Span<byte> _buffer = initial;
    private byte[]? _rented;
    private int _length;

    public readonly int Length => _length;

    public readonly ReadOnlySpan<byte> Written => _buffer[.._length];

    public readonly string ToText() => Encoding.UTF8.GetString(Written);

    public void Write(byte value)
    {
        Reserve(1)[0] = value;
        _length++;
    }

    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _length += bytes.Length;
    }

    public void Write(scoped ReadOnlySpan<char> text)
    {
        var free = Reserve(text.Length);
        if (Ascii.FromUtf16(text, free, out var written) == OperationStatus.Done)
        {
            _length += written;
            return;
        }
        _length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
    }

    /// <summary>Writes the text in lower case; only <c>A-Z</c> change.</summary>
    public void WriteLower(scoped ReadOnlySpan<char> text)
    {
        var start = _length;
        Write(text);
        LowerFrom(start);
    }

    /// <summary>Writes the words of the text separated by one blank each.</summary>
    public void WriteSqueezed(scoped ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.IndexOf("  ", StringComparison.Ordinal) < 0 && !text.ContainsAny('\t', '\r', '\n'))
        {
            Write(text);
            return;
        }
        var isFirst = true;
        foreach (var range in text.SplitAny(" \t\r\n"))
        {
            if (text[range].IsEmpty) continue;
            if (!isFirst) Write((byte)' ');
            Write(text[range]);
            isFirst = false;
        }
    }

    /// <summary>Writes the text percent-encoded.</summary>
    public void WriteEncoded(scoped ReadOnlySpan<char> text, bool keepSlash = false)
    {
        if (PercentEncoding.IsPlain(text, keepSlash))
        {
            Write(text);
            return;
        }
        var length = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = null;
        Span<byte> utf8 = length <= 512 ? stackalloc byte[512] : rented = ArrayPool<byte>.Shared.Rent(length);
        var used = Encoding.UTF8.GetBytes(text, utf8);
        _length += PercentEncoding.Encode(utf8[..used], Reserve(3 * used), keepSlash);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
    }

    public void WriteHex(scoped ReadOnlySpan<byte> bytes)
    {
        var free = Reserve(2 * bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            free[2 * i] = "0123456789abcdef"u8[bytes[i] >> 4];
            free[2 * i + 1] = "0123456789abcdef"u8[bytes[i] & 15];
        }
        _length += 2 * bytes.Length;
    }

    /// <summary>Turns <c>A-Z</c> from that position on to lower case.</summary>
    public readonly void LowerFrom(int start)
    {
        var text = _buffer[start.._length];
        Ascii.ToLowerInPlace(text, out _);
    }

    public void Clear() => _length = 0;

    public void Dispose()
    {
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
        this = default;
    }

    private Span<byte> Reserve(int count)
    {
        if (_buffer.Length - _length < count) Grow(count);
        return _buffer[_length..];
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + count, 2 * _buffer.Length));
        Written.CopyTo(larger);
        if (_rented is not null) ArrayPool<byte>.Shared.Return(_rented);
        _buffer = _rented = larger;
    }
}
