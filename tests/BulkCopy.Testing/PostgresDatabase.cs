using Npgsql;
using Xunit;

namespace BulkCopy.Testing;

/// <summary>
/// A class fixture: one migrated database for all tests of a class, dropped after the last of them. The assembly must
/// declare <see cref="PostgresFixture"/> as its assembly fixture. A test asks for it by <see cref="OpenAsync"/>, so that a
/// missing PostgreSQL skips the test instead of failing the fixture.
/// </summary>
public sealed class PostgresDatabase(PostgresFixture postgres) : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private NpgsqlDataSource? _database;

    /// <summary>The class's database; created by the first call.</summary>
    public async Task<NpgsqlDataSource> OpenAsync()
    {
        await _one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return _database ??= await postgres.CreateDatabaseAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await postgres.DropDatabaseAsync(_database);
        _one.Dispose();
    }
}
