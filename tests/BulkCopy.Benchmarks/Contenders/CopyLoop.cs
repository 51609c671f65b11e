using System.Globalization;
using BulkCopy.Benchmarks.ObjectStores;

namespace BulkCopy.Benchmarks.Contenders;

/// <summary>The limit: nothing but signed copy requests, in a process of their own. It lists nothing, writes nothing down and trusts every answer.</summary>
internal static class CopyLoop
{
    /// <summary>The argument by which this program becomes the loop.</summary>
    public const string Verb = "copy-loop";

    /// <summary>Arguments: endpoint, source, destination, ETag of all objects, their number, connections.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        using var client = new CopyLoopByHand(args[0], TimeProvider.System.GetUtcNow());
        var (objects, connections) = (int.Parse(args[4], CultureInfo.InvariantCulture), int.Parse(args[5], CultureInfo.InvariantCulture));
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            for (var i = Interlocked.Increment(ref next); i < objects; i = Interlocked.Increment(ref next))
                await client.CopyAsync(args[2], i.ToString("D9", CultureInfo.InvariantCulture), args[1], args[3]);
        }));
        return 0;
    }
}
