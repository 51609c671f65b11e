using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Planning;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Uploads;
using Npgsql;
using Npgsql.NameTranslation;

namespace BulkCopy.Postgres.Ledger;

/// <summary>Makes the data source that all ledgers of a process share.</summary>
public static class LedgerDataSource
{
    private const int WriteBufferBytes = 64 << 10;

    /// <summary>Three processes fit into PostgreSQL's default of 100 connections.</summary>
    private const int MostConnections = 32;

    /// <summary>
    /// A data source that knows the ledger's enums. What the connection string sets wins over what is set here: application name <c>bulkcopy</c>,
    /// 15 s to connect, 30 s per statement, TCP keepalive after 30 s, at most 32 connections, statements prepared at their second use.
    /// Migrate through it, or before it is first used: types are read when the first connection is opened.
    /// </summary>
    public static NpgsqlDataSource Create(string connectionString)
    {
        var given = new NpgsqlConnectionStringBuilder(connectionString);
        var builder = new NpgsqlDataSourceBuilder(WithDefaults(given).ConnectionString);
        var labels = new NpgsqlNullNameTranslator();
        builder.MapEnum<RunState>("bulkcopy.run_state", labels);
        builder.MapEnum<CopyWay>("bulkcopy.copy_way", labels);
        builder.MapEnum<SegmentKind>("bulkcopy.segment_kind", labels);
        builder.MapEnum<OutcomeResult>("bulkcopy.outcome_result", labels);
        builder.MapEnum<Proof>("bulkcopy.proof", labels);
        builder.MapEnum<UploadState>("bulkcopy.upload_state", labels);
        return builder.Build();
    }

    private static NpgsqlConnectionStringBuilder WithDefaults(NpgsqlConnectionStringBuilder given)
    {
        SetDefault("Application Name", "bulkcopy");
        SetDefault("Timeout", 15);
        SetDefault("Command Timeout", 30);
        SetDefault("Keepalive", 30);
        SetDefault("Maximum Pool Size", MostConnections);
        SetDefault("Max Auto Prepare", 100);
        SetDefault("Auto Prepare Min Usages", 2);
        SetDefault("Write Buffer Size", WriteBufferBytes);
        SetDefault("Read Buffer Size", WriteBufferBytes);
        // The ledger leaves nothing behind in a session, so there is nothing to reset.
        SetDefault("No Reset On Close", true);
        return given;

        void SetDefault(string keyword, object value)
        {
            if (!given.ShouldSerialize(keyword))
                given[keyword] = value;
        }
    }
}
