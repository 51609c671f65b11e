namespace BulkCopy.Emulator.PostForms;

/// <summary>Allowed lengths of a file in bytes, both inclusive.</summary>
internal readonly record struct LengthRange(long Min, long Max)
{
    public LengthRange And(LengthRange other) => new(Math.Max(Min, other.Min), Math.Min(Max, other.Max));
}
