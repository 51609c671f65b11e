using BulkCopy.Engine.Throttling;
using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Throttling;

/// <summary>Rows of flow control.</summary>
internal static class FlowRows
{
    /// <summary>A row of an exchange.</summary>
    public static FleetReading ReadFleet(NpgsqlDataReader reader) => new()
    {
        Target = new FlowTarget(reader.GetString(0), reader.GetString(1)),
        Now = reader.Time(2),
        Level = reader.IsDBNull(3) ? new FlowLevel() : ReadLevel(reader, 3),
        Limit = reader.GetBoolean(10) ? ReadLimit(reader, 11) : null,
        Others = new FleetUse
        {
            Workers = reader.GetInt32(15),
            Rank = reader.GetInt32(16),
            Hungry = reader.GetInt32(17),
            CalmRate = reader.GetDouble(18),
            HungryForBytes = reader.GetInt32(19),
            CalmBytes = reader.GetDouble(20),
            Accepted = reader.GetDouble(21),
            AcceptedBefore = reader.GetDouble(22),
            InFlight = reader.GetInt32(23),
            Most = reader.GetInt32(24),
            ThrottledAt = reader.TimeOrNull(25),
        },
        IsKnown = reader.GetBoolean(26),
    };

    /// <summary>The columns requests_per_second, bytes_per_second, in_flight and windows from <paramref name="first"/> on.</summary>
    public static FlowLimit ReadLimit(NpgsqlDataReader reader, int first) => new()
    {
        RequestsPerSecond = DoubleOrNull(reader, first),
        BytesPerSecond = reader.IsDBNull(first + 1) ? null : reader.GetInt64(first + 1),
        InFlight = reader.IntOrNull(first + 2),
        // Checked when they were written; a zone that this machine does not know cannot be kept here.
        Windows = [.. reader.GetFieldValue<string[]>(first + 3).Select(text => FlowWindow.Parse(text, out _)).OfType<FlowWindow>()],
    };

    public static double? DoubleOrNull(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetDouble(column);

    public static double? OrNull(double value) => double.IsFinite(value) ? value : null;

    private static FlowLevel ReadLevel(NpgsqlDataReader reader, int first) => new()
    {
        Revision = reader.GetInt64(first),
        Rate = DoubleOrNull(reader, first + 1),
        Ceiling = reader.GetDouble(first + 2),
        InFlight = reader.IntOrNull(first + 3),
        SteppedAt = reader.Time(first + 4),
        RisingSince = reader.Time(first + 5),
        CutAt = reader.TimeOrNull(first + 6),
    };
}
