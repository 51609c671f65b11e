using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace BulkCopy.Emulator.Signatures;

/// <summary>The headers of one request in an array, so that they can be found by a span and sorted without allocation.</summary>
internal sealed class HeaderTable
{
    private Entry[] entries = new Entry[32];

    public int Count { get; private set; }

    public void Load(IHeaderDictionary headers)
    {
        Clear();
        foreach (var (name, values) in headers)
        {
            if (Count == entries.Length)
                Array.Resize(ref entries, Count * 2);
            entries[Count++] = new Entry { Name = name, Values = values };
        }
    }

    public void Clear()
    {
        Array.Clear(entries, 0, Count);
        Count = 0;
    }

    public bool TryMarkSigned(ReadOnlySpan<char> name, out StringValues values)
    {
        foreach (ref var entry in entries.AsSpan(0, Count))
        {
            if (!name.Equals(entry.Name, StringComparison.OrdinalIgnoreCase))
                continue;
            entry.Signed = true;
            values = entry.Values;
            return true;
        }

        values = default;
        return false;
    }

    /// <summary>Names of the headers with this prefix that no one has marked as signed.</summary>
    public IEnumerable<string> UnsignedWithPrefix(string prefix)
    {
        for (int i = 0; i < Count; i++)
        {
            if (!entries[i].Signed && entries[i].Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                yield return entries[i].Name.ToLowerInvariant();
        }
    }

    public bool IsUnsigned(string name)
    {
        foreach (ref var entry in entries.AsSpan(0, Count))
        {
            if (!entry.Signed && entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    public bool HasUnsigned(string prefix, string except)
    {
        foreach (ref var entry in entries.AsSpan(0, Count))
        {
            if (!entry.Signed && entry.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                && !entry.Name.Equals(except, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Writes <c>name:value\n</c> for every header the filter takes, by lower-case name.</summary>
    public void WriteSorted<TFilter>(CanonicalWriter writer, TFilter filter)
        where TFilter : struct, IHeaderFilter, allows ref struct
    {
        int taken = 0;
        for (int i = 0; i < Count; i++)
        {
            if (!filter.Takes(entries[i].Name))
                continue;
            (entries[taken], entries[i]) = (entries[i], entries[taken]);
            taken++;
        }

        entries.AsSpan(0, taken).Sort(static (left, right) => CompareLower(left.Name, right.Name));
        foreach (ref var entry in entries.AsSpan(0, taken))
        {
            writer.AppendLower(entry.Name);
            writer.Append((byte)':');
            WriteTrimmed(writer, entry.Values);
            writer.Append((byte)'\n');
        }
    }

    private static void WriteTrimmed(CanonicalWriter writer, StringValues values)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (i > 0)
                writer.Append((byte)',');
            writer.Append(values[i].AsSpan().Trim());
        }
    }

    // OrdinalIgnoreCase folds to upper case, which would put '_' behind the letters.
    private static int CompareLower(string left, string right)
    {
        int common = Math.Min(left.Length, right.Length);
        for (int i = 0; i < common; i++)
        {
            int difference = Lower(left[i]) - Lower(right[i]);
            if (difference != 0)
                return difference;
        }

        return left.Length - right.Length;
    }

    private static char Lower(char value) => char.IsAsciiLetterUpper(value) ? (char)(value | 0x20) : value;

    private struct Entry
    {
        public string Name;
        public StringValues Values;
        public bool Signed;
    }
}
