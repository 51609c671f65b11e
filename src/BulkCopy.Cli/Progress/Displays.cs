using BulkCopy.Cli.Verbs;

namespace BulkCopy.Cli.Progress;

/// <summary>Chooses how a run is shown.</summary>
internal static class Displays
{
    /// <summary>On standard error: a panel on a terminal, lines elsewhere.</summary>
    public static IRunDisplay For(Invocation invocation) => invocation.Terminal.IsLive
        ? new LiveRunDisplay(invocation.Terminal.Screen)
        : new PlainRunDisplay(invocation.Terminal.Error, invocation.Time);
}
