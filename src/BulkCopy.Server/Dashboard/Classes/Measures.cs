using System.Globalization;
using BulkCopy.Engine.Tiering;
using BulkCopy.Server.Dashboard.Text;

namespace BulkCopy.Server.Dashboard.Classes;

/// <summary>What a flow between classes is measured in.</summary>
internal static class Measures
{
    public static double Of(string measure, TransitionDay day) => measure switch { "bytes" => day.Bytes, "cost" => (double)day.Cost, _ => day.Objects };

    public static string Text(string measure, double value) => measure switch
    {
        "bytes" => Show.Bytes(value), "cost" => value.ToString("0.00##", CultureInfo.InvariantCulture), _ => Show.Count((long)value),
    };

    public static string Unit(string measure) => measure == "bytes" ? "bytes" : "number";
}
