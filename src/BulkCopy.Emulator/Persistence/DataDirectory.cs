using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Persistence;

/// <summary>
/// A directory that keeps an emulator's objects: <c>journal</c>, and <c>contents/</c> for bodies above 64 KiB. Opening it replays the
/// journal, writes it anew without what is gone, and removes files no object refers to. One process at a time.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream exclusive;
    private readonly Journal journal;

    private DataDirectory(FileStream exclusive, Journal journal, ObjectStorage storage, DiskContentStore contents)
    {
        this.exclusive = exclusive;
        this.journal = journal;
        Storage = storage;
        Contents = contents;
    }

    public ObjectStorage Storage { get; }

    public DiskContentStore Contents { get; }

    /// <exception cref="IOException">Another process has the directory open, or it cannot be written.</exception>
    public static DataDirectory Open(string path)
    {
        var contents = Path.Combine(path, "contents");
        Directory.CreateDirectory(contents);
        var exclusive = new FileStream(Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var file = Path.Combine(path, "journal");
        var storage = new ObjectStorage();
        var replay = new JournalReplay(storage, contents);
        foreach (var record in Journal.Read(file)) replay.Apply(record);
        var referenced = Rewrite(storage, file);
        foreach (var orphan in Directory.EnumerateFiles(contents).Where(name => !referenced.Contains(Path.GetFileName(name)))) File.Delete(orphan);
        var journal = new Journal(file);
        storage.WriteTo(journal);
        return new DataDirectory(exclusive, journal, storage, new DiskContentStore(contents));
    }

    public void Dispose()
    {
        journal.Dispose();
        exclusive.Dispose();
    }

    /// <summary>Writes the state as a new journal and puts it in the old one's place; gives the files that it names.</summary>
    private static HashSet<string> Rewrite(ObjectStorage storage, string file)
    {
        var fresh = file + ".new";
        File.Delete(fresh);
        var referenced = new HashSet<string>(StringComparer.Ordinal);
        using (var journal = new Journal(fresh))
        {
            foreach (var (dialect, bucket) in storage.All()) Write(new BucketJournal(journal, dialect, bucket.Name), bucket, referenced);
            journal.FlushToDisk();
        }
        File.Move(fresh, file, overwrite: true);
        return referenced;
    }

    private static void Write(BucketJournal journal, Bucket bucket, HashSet<string> referenced)
    {
        journal.Made(bucket);
        if (bucket.Versioning != Versioning.Unset) journal.VersioningSet(bucket.Versioning);
        var cursor = bucket.Keys.From("");
        while (cursor.MoveNext())
        {
            var chain = new Stack<ObjectVersion>();
            for (var version = cursor.Value; version is not null; version = version.Older) chain.Push(version);
            foreach (var version in chain)
            {
                journal.Put(cursor.Key, version);
                referenced.UnionWith(ContentRecord.Of(version.Content).Files());
            }
        }
        foreach (var upload in bucket.Uploads)
        {
            journal.UploadMade(upload);
            foreach (var part in upload.Parts.Values)
            {
                journal.PartSet(upload, part);
                referenced.UnionWith(ContentRecord.Of(part.Content).Files());
            }
        }
    }
}
