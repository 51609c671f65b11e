namespace BulkCopy.Engine.Copying;

/// <summary>Whether the unit that runs here has sent a request: one that has not can be handed back without anybody having to ask what became of it.</summary>
internal sealed class UnitTrail
{
    private static readonly AsyncLocal<UnitTrail?> Running = new();

    public bool HasSent { get; private set; }

    public static UnitTrail Begin() => Running.Value = new UnitTrail();

    public static void MarkSent()
    {
        if (Running.Value is { } trail) trail.HasSent = true;
    }
}
