namespace BulkCopy.ObjectStores.Credentials;

/// <summary>
/// Credentials from a file, as JSON or as lines <c>access_key_id=…</c>, <c>secret_access_key=…</c>,
/// <c>session_token=…</c>, <c>expires_at=…</c>. The file is read again when it changes; while a changed file cannot be
/// read (it is being written), the previous credentials stay in use as long as they have not expired.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="time">The clock.</param>
public sealed class FileCredentialProvider(string path, TimeProvider time) : ICredentialProvider
{
    private const int LargestFileBytes = 64 * 1024;
    private static readonly TimeSpan s_checkInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private Snapshot? _snapshot;
    private long _checkedAt;

    private sealed record Snapshot(StoreCredentials Credentials, DateTime WrittenAt, long Length);

    /// <inheritdoc />
    public ValueTask<StoreCredentials> GetAsync(CancellationToken cancellationToken)
    {
        var snapshot = Volatile.Read(ref _snapshot);
        if (snapshot is not null && time.GetElapsedTime(Volatile.Read(ref _checkedAt)) < s_checkInterval && !snapshot.Credentials.HasExpired(time.GetUtcNow()))
            return ValueTask.FromResult(snapshot.Credentials);
        lock (_gate) return ValueTask.FromResult(Check().Credentials);
    }

    private Snapshot Check()
    {
        var snapshot = _snapshot;
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists) throw new CredentialsUnavailableException($"The credential file {path} does not exist. Create it, or name another source of credentials for the store.");
            if (snapshot is null || file.LastWriteTimeUtc != snapshot.WrittenAt || file.Length != snapshot.Length)
                Volatile.Write(ref _snapshot, snapshot = Read(file));
        }
        catch (CredentialsUnavailableException) when (IsUsable(snapshot))
        {
        }
        Volatile.Write(ref _checkedAt, time.GetTimestamp());
        return IsUsable(snapshot)
            ? snapshot!
            : throw new CredentialsUnavailableException($"The credentials in {path} expired at {snapshot!.Credentials.ExpiresAt:u}. Write new ones to the file.");
    }

    private bool IsUsable(Snapshot? snapshot) => snapshot is not null && !snapshot.Credentials.HasExpired(time.GetUtcNow());

    private Snapshot Read(FileInfo file)
    {
        if (file.Length > LargestFileBytes)
            throw new CredentialsUnavailableException($"The credential file {path} has {file.Length} bytes; credentials need fewer than {LargestFileBytes}. Is it the right file?");
        try
        {
            return new Snapshot(CredentialFile.Parse(path, File.ReadAllText(path)), file.LastWriteTimeUtc, file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialsUnavailableException($"The credential file {path} cannot be read: {e.Message}", e);
        }
    }
}
