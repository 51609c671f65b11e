using System.Buffers;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>Names with values, sorted by their bytes as every scheme wants them, without an allocation for a usual request.</summary>
internal ref struct CanonicalPairs(Span<byte> bytes, Span<CanonicalPairs.Pair> pairs)
{
    private ByteWriter _bytes = new(bytes);
    private Span<Pair> _pairs = pairs;
    private Pair[]? _rented;
    private int _count;

    /// <summary>Where a name and its value lie in the collected bytes.</summary>
    internal readonly record struct Pair(int Name, int NameEnd, int ValueEnd);

    public readonly int Count => _count;

    public void Add(string name, string? value, PairForm form)
    {
        if (_count == _pairs.Length) Grow();
        var start = _bytes.Length;
        if ((form & PairForm.EncodeName) == 0) _bytes.Write(name);
        else _bytes.WriteEncoded(name);
        if ((form & PairForm.LowerName) != 0) _bytes.LowerFrom(start);
        var nameEnd = _bytes.Length;
        var text = (form & PairForm.TrimValue) != 0 ? value.AsSpan().Trim() : value.AsSpan();
        if ((form & PairForm.EncodeValue) != 0) _bytes.WriteEncoded(text);
        else if ((form & PairForm.SqueezeValue) != 0) _bytes.WriteSqueezed(text);
        else _bytes.Write(text);
        _pairs[_count++] = new Pair(start, nameEnd, _bytes.Length);
    }

    /// <summary>Sorts by name; equal names keep their order (headers).</summary>
    public readonly void SortByName() => Sort(byValue: false);

    /// <summary>Sorts by name, then by value (queries).</summary>
    public readonly void SortByNameAndValue() => Sort(byValue: true);

    /// <summary>Writes <c>a=1&amp;b=2</c>; a name without value is <c>b=</c>, or <c>b</c> when so asked.</summary>
    public readonly void WriteQuery(scoped ref ByteWriter writer, bool isBareWhenEmpty)
    {
        for (var i = 0; i < _count; i++)
        {
            if (i > 0) writer.Write((byte)'&');
            writer.Write(Name(i));
            var value = Value(i);
            if (isBareWhenEmpty && value.IsEmpty) continue;
            writer.Write((byte)'=');
            writer.Write(value);
        }
    }

    /// <summary>Writes one line <c>name:value</c> each; the values of equal names are joined by commas.</summary>
    public readonly void WriteHeaderLines(scoped ref ByteWriter writer)
    {
        for (var i = 0; i < _count; i++)
        {
            if (i > 0 && Name(i).SequenceEqual(Name(i - 1)))
            {
                writer.Write((byte)',');
            }
            else
            {
                if (i > 0) writer.Write((byte)'\n');
                writer.Write(Name(i));
                writer.Write((byte)':');
            }
            writer.Write(Value(i));
        }
        if (_count > 0) writer.Write((byte)'\n');
    }

    /// <summary>Writes the names, each once, separated by semicolons.</summary>
    public readonly void WriteNames(scoped ref ByteWriter writer)
    {
        for (var i = 0; i < _count; i++)
        {
            if (i > 0 && Name(i).SequenceEqual(Name(i - 1))) continue;
            if (i > 0) writer.Write((byte)';');
            writer.Write(Name(i));
        }
    }

    public void Dispose()
    {
        _bytes.Dispose();
        if (_rented is not null) ArrayPool<Pair>.Shared.Return(_rented);
        this = default;
    }

    private readonly ReadOnlySpan<byte> Name(int i) => _bytes.Written[_pairs[i].Name.._pairs[i].NameEnd];

    private readonly ReadOnlySpan<byte> Value(int i) => _bytes.Written[_pairs[i].NameEnd.._pairs[i].ValueEnd];

    // Insertion sort: a request has a handful of headers, mostly in order already.
    private readonly void Sort(bool byValue)
    {
        for (var i = 1; i < _count; i++)
            for (var j = i; j > 0 && Compare(j - 1, j, byValue) > 0; j--)
                (_pairs[j - 1], _pairs[j]) = (_pairs[j], _pairs[j - 1]);
    }

    private readonly int Compare(int left, int right, bool byValue)
    {
        var byName = Name(left).SequenceCompareTo(Name(right));
        return byName != 0 || !byValue ? byName : Value(left).SequenceCompareTo(Value(right));
    }

    private void Grow()
    {
        var larger = ArrayPool<Pair>.Shared.Rent(Math.Max(32, 2 * _pairs.Length));
        _pairs[.._count].CopyTo(larger);
        if (_rented is not null) ArrayPool<Pair>.Shared.Return(_rented);
        _pairs = _rented = larger;
    }
}
