using BulkCopy.Postgres.Ledger;
using Npgsql;

namespace BulkCopy.Postgres.Queries;

/// <summary>Forms that browsers may upload one manifest each with.</summary>
/// <param name="source">From <see cref="LedgerDataSource"/>.</param>
public sealed class ManifestUploadTable(NpgsqlDataSource source)
{
    private const string Columns = "upload_id, store, bucket, key_prefix, most_bytes, created_by, expires_at, key, etag, size, landed_at";

    private const string Insert = """
        INSERT INTO bulkcopy.manifest_uploads (upload_id, store, bucket, key_prefix, most_bytes, created_by, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string SelectById = $"SELECT {Columns} FROM bulkcopy.manifest_uploads WHERE upload_id = $1";

    private const string LandOnce = """
        UPDATE bulkcopy.manifest_uploads SET key = $2, etag = $3, size = $4, landed_at = now() WHERE upload_id = $1 AND landed_at IS NULL
        """;

    private readonly LedgerDatabase _database = new(source);

    /// <summary>Writes down that a form was given out.</summary>
    public Task CreateAsync(ManifestUploadRow upload, CancellationToken cancellationToken) =>
        _database.CallAsync("writing down an upload form", async connection =>
        {
            await using var command = connection.Command(Insert).With(upload.Id).With(upload.Store).With(upload.Bucket).With(upload.KeyPrefix)
                .With(upload.MostBytes).With(upload.CreatedBy).With(upload.ExpiresAt.ToUniversalTime());
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>What is known of a form; <c>null</c> if none was given out under this id.</summary>
    public Task<ManifestUploadRow?> FindAsync(Guid upload, CancellationToken cancellationToken) =>
        _database.CallAsync("reading an upload form", async connection =>
        {
            await using var command = connection.Command(SelectById).With(upload);
            return await command.ReadFirstAsync(Read, cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Writes down what the form brought; <c>false</c> if it has brought something before.</summary>
    public Task<bool> LandOnceAsync(Guid upload, string key, string etag, long size, CancellationToken cancellationToken) =>
        _database.CallAsync("writing down an uploaded manifest", async connection =>
        {
            await using var command = connection.Command(LandOnce).With(upload).With(key).With(etag).With(size);
            return await command.ChangesAsync(cancellationToken).ConfigureAwait(false);
        }, cancellationToken);

    private static ManifestUploadRow Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Store = reader.GetString(1),
        Bucket = reader.GetString(2),
        KeyPrefix = reader.GetString(3),
        MostBytes = reader.GetInt64(4),
        CreatedBy = reader.GetString(5),
        ExpiresAt = reader.Time(6),
        Key = reader.TextOrNull(7),
        ETag = reader.TextOrNull(8),
        Size = reader.IsDBNull(9) ? null : reader.GetInt64(9),
        LandedAt = reader.TimeOrNull(10),
    };
}
