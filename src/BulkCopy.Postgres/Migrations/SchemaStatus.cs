using System.Globalization;

namespace BulkCopy.Postgres.Migrations;

/// <summary>How a database's schema compares with the one this build works with.</summary>
public abstract record SchemaStatus
{
    private SchemaStatus() { }

    /// <summary>One sentence for an operator, with the command that mends it.</summary>
    public abstract string Describe();

    /// <summary>They are the same.</summary>
    public sealed record Current(int Version) : SchemaStatus
    {
        /// <inheritdoc/>
        public override string Describe() => string.Create(CultureInfo.InvariantCulture, $"The schema is current (version {Version}).");
    }

    /// <summary>The database lacks migrations.</summary>
    public sealed record Pending(int DatabaseVersion, IReadOnlyList<Migration> Migrations) : SchemaStatus
    {
        /// <inheritdoc/>
        public override string Describe() => string.Create(
            CultureInfo.InvariantCulture,
            $"The database's schema is older than this bulkcopy ({DatabaseVersion} < {DatabaseVersion + Migrations.Count}): run `bulkcopy migrate`.");
    }

    /// <summary>A newer build has migrated the database.</summary>
    public sealed record Newer(int DatabaseVersion, int Version) : SchemaStatus
    {
        /// <inheritdoc/>
        public override string Describe() => string.Create(
            CultureInfo.InvariantCulture,
            $"This database was migrated by a newer bulkcopy ({DatabaseVersion} > {Version}): upgrade bulkcopy.");
    }

    /// <summary>A migration that the database has applied reads differently in this build.</summary>
    public sealed record Edited(string FileName, string AppliedAs) : SchemaStatus
    {
        /// <inheritdoc/>
        public override string Describe() =>
            $"The migration {FileName} is not the one this database has applied ({AppliedAs}, checksums differ): "
            + "run the bulkcopy that migrated it, or restore the file and add a new migration instead.";
    }

    /// <summary>The database cannot be asked.</summary>
    public sealed record Unreachable(DatabaseUnavailableException Error) : SchemaStatus
    {
        /// <inheritdoc/>
        public override string Describe() => Error.Message;
    }
}
