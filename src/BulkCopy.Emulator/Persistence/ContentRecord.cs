using BulkCopy.Emulator.Storage;

namespace BulkCopy.Emulator.Persistence;

/// <summary>Where the bytes of a content are: in the line itself, in a file, in a generator, or joined from such.</summary>
internal sealed record ContentRecord
{
    public byte[]? Bytes { get; init; }

    public string? File { get; init; }

    public int? Seed { get; init; }

    public long Offset { get; init; }

    public long Length { get; init; }

    public ulong Crc64 { get; init; }

    public ContentRecord[]? Joined { get; init; }

    public static ContentRecord Of(ObjectContent content) => content switch
    {
        JoinedContent joined => new ContentRecord { Joined = [.. joined.Parts.Select(Of)] },
        GeneratedContent generated => new ContentRecord { Seed = generated.Seed, Offset = generated.Start, Length = generated.Length },
        FileContent file => new ContentRecord { File = Path.GetFileName(file.Path), Offset = file.Start, Length = file.Length, Crc64 = file.Crc64 },
        _ => new ContentRecord { Bytes = content.ToArray(), Crc64 = content.Crc64 },
    };

    public ObjectContent ToContent(string directory)
    {
        if (Joined is not null) return new JoinedContent([.. Joined.Select(part => part.ToContent(directory))]);
        if (Seed is { } seed) return new GeneratedContent(seed, Offset, Length);
        return File is not null ? new FileContent(Path.Combine(directory, File), Offset, Length, Crc64) : new BytesContent(Bytes ?? [], Crc64);
    }

    public IEnumerable<string> Files() => Joined is not null ? Joined.SelectMany(part => part.Files()) : File is null ? [] : [File];
}
