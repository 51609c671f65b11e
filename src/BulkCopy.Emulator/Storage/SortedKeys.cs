namespace BulkCopy.Emulator.Storage;

/// <summary>
/// Keys in UTF-8 order with a value each: blocks of at most 512 sorted entries, found by binary search.
/// Costs 16 bytes and the slack of half-full blocks per entry; pages from any marker without walking to it. Not thread-safe.
/// </summary>
internal sealed class SortedKeys<TValue> where TValue : class
{
    private const int BlockSize = 512;
    private readonly List<Block> blocks = [new Block()];

    public int Count { get; private set; }

    public TValue? Find(string key)
    {
        var block = blocks[BlockOf(key)];
        var index = block.IndexOf(key);
        return index >= 0 ? block.Values[index] : null;
    }

    public void Set(string key, TValue value)
    {
        var at = BlockOf(key);
        var block = blocks[at];
        var index = block.IndexOf(key);
        if (index >= 0)
        {
            block.Values[index] = value;
            return;
        }
        index = ~index;
        if (block.Count == BlockSize)
        {
            // Ascending inserts keep full blocks full instead of leaving halves behind.
            var upper = block.SplitAt(at == blocks.Count - 1 && index == BlockSize ? BlockSize : BlockSize / 2);
            blocks.Insert(at + 1, upper);
            if (index > block.Count || block.Count == BlockSize)
            {
                index -= block.Count;
                block = upper;
            }
        }
        block.Insert(index, key, value);
        Count++;
    }

    public bool Remove(string key)
    {
        var at = BlockOf(key);
        var block = blocks[at];
        var index = block.IndexOf(key);
        if (index < 0) return false;
        block.RemoveAt(index);
        Count--;
        if (block.Count == 0 && blocks.Count > 1) blocks.RemoveAt(at);
        return true;
    }

    /// <summary>A cursor before the first key that is at or after <paramref name="key"/>.</summary>
    public Cursor From(string key) => Seek(key, static (candidate, key) => KeyOrder.Compare(candidate, key) >= 0);

    /// <summary>A cursor before the first key after <paramref name="key"/>.</summary>
    public Cursor After(string key) => Seek(key, static (candidate, key) => KeyOrder.Compare(candidate, key) > 0);

    /// <summary>A cursor before the first key behind all keys that start with <paramref name="prefix"/>.</summary>
    public Cursor Past(string prefix) => Seek(prefix, static (candidate, prefix) =>
        KeyOrder.Compare(candidate, prefix) > 0 && !candidate.StartsWith(prefix, StringComparison.Ordinal));

    private Cursor Seek(string key, Func<string, string, bool> reached)
    {
        int low = 0, high = blocks.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            var block = blocks[middle];
            if (block.Count > 0 && reached(block.Keys[block.Count - 1], key)) high = middle;
            else low = middle + 1;
        }
        if (low == blocks.Count) return new Cursor(this, low, 0);
        var keys = blocks[low].Keys;
        int first = 0, end = blocks[low].Count;
        while (first < end)
        {
            var middle = (first + end) / 2;
            if (reached(keys[middle], key)) end = middle;
            else first = middle + 1;
        }
        return new Cursor(this, low, first);
    }

    private int BlockOf(string key)
    {
        int low = 0, high = blocks.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (KeyOrder.Compare(blocks[middle].Keys[0], key) <= 0) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    public struct Cursor(SortedKeys<TValue> owner, int block, int index)
    {
        private int block = block;
        private int next = index;

        public string Key { get; private set; } = "";

        public TValue Value { get; private set; } = null!;

        public bool MoveNext()
        {
            while (block < owner.blocks.Count && next >= owner.blocks[block].Count)
            {
                block++;
                next = 0;
            }
            if (block >= owner.blocks.Count) return false;
            Key = owner.blocks[block].Keys[next];
            Value = owner.blocks[block].Values[next];
            next++;
            return true;
        }
    }

    private sealed class Block
    {
        public string[] Keys { get; private set; } = new string[8];

        public TValue[] Values { get; private set; } = new TValue[8];

        public int Count { get; private set; }

        public int IndexOf(string key) => Array.BinarySearch(Keys, 0, Count, key, KeyOrder.Instance);

        public void Insert(int index, string key, TValue value)
        {
            if (Count == Keys.Length) Resize(Math.Min(BlockSize, Count * 2));
            Array.Copy(Keys, index, Keys, index + 1, Count - index);
            Array.Copy(Values, index, Values, index + 1, Count - index);
            Keys[index] = key;
            Values[index] = value;
            Count++;
        }

        public void RemoveAt(int index)
        {
            Count--;
            Array.Copy(Keys, index + 1, Keys, index, Count - index);
            Array.Copy(Values, index + 1, Values, index, Count - index);
            Keys[Count] = null!;
            Values[Count] = null!;
        }

        public Block SplitAt(int index)
        {
            var upper = new Block { Count = Count - index };
            upper.Resize(BlockSize);
            Array.Copy(Keys, index, upper.Keys, 0, upper.Count);
            Array.Copy(Values, index, upper.Values, 0, upper.Count);
            Array.Clear(Keys, index, upper.Count);
            Array.Clear(Values, index, upper.Count);
            Count = index;
            return upper;
        }

        private void Resize(int size)
        {
            var keys = Keys;
            var values = Values;
            Array.Resize(ref keys, size);
            Array.Resize(ref values, size);
            Keys = keys;
            Values = values;
        }
    }
}
