using System.IO.Compression;
using System.Text;

namespace BulkCopy.Cli.Output;

/// <summary>A file that appears under its name only when it is whole; gzipped if its name ends with <c>.gz</c>.</summary>
internal static class OutputFile
{
    private const int BufferBytes = 64 * 1024;

    /// <summary>Writes it and returns what <paramref name="write"/> returns. If that fails nothing is left behind, and an older file of the name stays.</summary>
    public static async Task<T> WriteAsync<T>(string path, Func<TextWriter, Task<T>> write)
    {
        var unfinished = path + ".unfinished";
        try
        {
            T result;
            await using (Stream file = new FileStream(unfinished, FileMode.Create, FileAccess.Write))
            await using (var packed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : file)
            await using (var text = new StreamWriter(packed, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), BufferBytes))
                result = await write(text).ConfigureAwait(false);
            File.Move(unfinished, path, overwrite: true);
            return result;
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
