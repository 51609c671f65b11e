using System.Text;

namespace BulkCopy.Postgres.Ledger;

/// <summary>The labels of an enum in UTF-8, by value. They are spelled in SQL as in C#.</summary>
internal static class EnumLabels<T> where T : struct, Enum
{
    private static readonly byte[][] All = [.. Enum.GetNames<T>().Select(Encoding.UTF8.GetBytes)];

    /// <summary>The label of the value with this number; the enums of the ledger are numbered from 0.</summary>
    public static ReadOnlySpan<byte> Of(int number) => All[number];

    /// <summary>The number of the value with this label.</summary>
    public static int Find(ReadOnlySpan<byte> label)
    {
        for (var number = 0; number < All.Length; number++)
            if (label.SequenceEqual(All[number]))
                return number;
        throw new InvalidDataException($"The ledger has a {typeof(T).Name} '{Encoding.UTF8.GetString(label)}' that this version does not know.");
    }
}
