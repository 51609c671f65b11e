using System.Text;

namespace BulkCopy.Emulator.Signatures;

/// <summary>The decoded parameters of one query string, with the canonical forms that the schemes sign.</summary>
internal sealed class QueryTable
{
    private readonly CanonicalWriter decoded = new();
    private readonly CanonicalWriter encoded = new();
    private Entry[] entries = new Entry[16];

    public int Count { get; private set; }

    public void Load(ReadOnlySpan<char> query, bool plusIsBlank)
    {
        Clear();
        foreach (var range in query.Split('&'))
        {
            var pair = query[range];
            if (pair.IsEmpty)
                continue;
            int equals = pair.IndexOf('=');
            var name = AppendDecoded(equals < 0 ? pair : pair[..equals], plusIsBlank);
            var value = AppendDecoded(equals < 0 ? default : pair[(equals + 1)..], plusIsBlank);
            if (Count == entries.Length)
                Array.Resize(ref entries, Count * 2);
            entries[Count++] = new Entry { Name = name, Value = value };
        }
    }

    public void Clear()
    {
        decoded.Clear();
        encoded.Clear();
        Count = 0;
    }

    public string? Find(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < Count; i++)
        {
            if (Ascii.EqualsIgnoreCase(decoded[entries[i].Name], name))
                return Encoding.UTF8.GetString(decoded[entries[i].Value]);
        }

        return null;
    }

    /// <summary>Writes every parameter but <paramref name="except"/>, encoded and sorted, joined by '&amp;'.</summary>
    public void WriteSorted(CanonicalWriter writer, ReadOnlySpan<byte> except, bool equalsWhenEmpty)
    {
        encoded.Clear();
        for (int i = 0; i < Count; i++)
        {
            ref var entry = ref entries[i];
            entry.Taken = except.IsEmpty || !Ascii.EqualsIgnoreCase(decoded[entry.Name], except);
            entry.SortName = AppendEncoded(decoded[entry.Name]);
            entry.SortValue = AppendEncoded(decoded[entry.Value]);
        }

        Sort(encoded);
        WriteTaken(writer, encoded, equalsWhenEmpty);
    }

    /// <summary>Writes <c>?name=value&amp;name</c> for the sub-resources, sorted, values decoded; nothing when there are none.</summary>
    public void WriteSubResources(CanonicalWriter writer, SubResources subResources)
    {
        bool any = false;
        for (int i = 0; i < Count; i++)
        {
            ref var entry = ref entries[i];
            entry.Taken = subResources.Contains(decoded[entry.Name]);
            entry.SortName = entry.Name;
            entry.SortValue = entry.Value;
            any |= entry.Taken;
        }

        if (!any)
            return;
        Sort(decoded);
        writer.Append((byte)'?');
        WriteTaken(writer, decoded, equalsWhenEmpty: false);
    }

    /// <summary>Writes the value of the next parameter whose encoded lower-case name is this one.</summary>
    public bool TryWriteEncodedValue(ReadOnlySpan<byte> encodedLowerName, CanonicalWriter writer)
    {
        for (int i = 0; i < Count; i++)
        {
            ref var entry = ref entries[i];
            encoded.Clear();
            encoded.AppendLowerEncoded(decoded[entry.Name]);
            if (entry.Taken || !encoded.Written.SequenceEqual(encodedLowerName))
                continue;
            entry.Taken = true;
            writer.AppendEncoded(decoded[entry.Value]);
            return true;
        }

        return false;
    }

    private void WriteTaken(CanonicalWriter writer, CanonicalWriter source, bool equalsWhenEmpty)
    {
        bool first = true;
        foreach (ref var entry in entries.AsSpan(0, Count))
        {
            if (!entry.Taken)
                continue;
            if (!first)
                writer.Append((byte)'&');
            first = false;
            writer.Append(source[entry.SortName]);
            var value = source[entry.SortValue];
            if (equalsWhenEmpty || !value.IsEmpty)
                writer.Append((byte)'=');
            writer.Append(value);
        }
    }

    private void Sort(CanonicalWriter source)
    {
        if (Count > 1)
            entries.AsSpan(0, Count).Sort(new ByBytes(source));
    }

    private Range AppendDecoded(ReadOnlySpan<char> wire, bool plusIsBlank)
    {
        int start = decoded.Length;
        decoded.AppendDecoded(wire, plusIsBlank);
        return start..decoded.Length;
    }

    private Range AppendEncoded(ReadOnlySpan<byte> raw)
    {
        int start = encoded.Length;
        encoded.AppendEncoded(raw);
        return start..encoded.Length;
    }

    private struct Entry
    {
        public Range Name;
        public Range Value;
        public Range SortName;
        public Range SortValue;
        public bool Taken;
    }

    private readonly struct ByBytes(CanonicalWriter source) : IComparer<Entry>
    {
        public int Compare(Entry x, Entry y)
        {
            int names = source[x.SortName].SequenceCompareTo(source[y.SortName]);
            return names != 0 ? names : source[x.SortValue].SequenceCompareTo(source[y.SortValue]);
        }
    }
}
