using System.Globalization;
using System.Text;

namespace BulkCopy.Cli.Demo;

/// <summary>Keys and sizes as a real bucket has them, and the odd ones that migrations stumble over. The same in every run.</summary>
internal static class DemoCatalog
{
    private const int LongKeyBytes = 800;
    private const double MedianBytes = 8 * 1024;
    private const double Spread = 1.6;
    private const int LargestBytes = 4 << 20;

    private static readonly string[] Owners = ["billing", "media", "research"];

    /// <summary>A number of objects with different keys.</summary>
    /// <param name="count">How many.</param>
    /// <param name="leadingSlash">Whether the store accepts keys that begin with a slash (OSS does not).</param>
    public static IReadOnlyList<DemoObject> Create(int count, bool leadingSlash)
    {
        var random = new Random(20_260_101);
        var objects = OddKeys(leadingSlash).Take(count).Select(key => Make(random, key)).ToList();
        for (var number = 0; objects.Count < count; number++)
            objects.Add(Make(random, UsualKey(random, number)));
        return objects;
    }

    private static IEnumerable<string> OddKeys(bool leadingSlash)
    {
        yield return "reports/Q1 2024 final (2).pdf";
        yield return "reports/two  blanks and one at the end ";
        yield return "code/c++/a+b=c&d.txt";
        yield return "discounts/100%/50%25 off, 3%2F4.txt";
        yield return "音乐/夜曲 – ノクターン 🎹.mp3";
        yield return "Ελληνικά/Καλημέρα/ñandú.json";
        yield return "decomposed/e\u0301cole.txt";
        yield return "folder/";
        yield return "a//b///c";
        yield return "quotes/'single' \"double\" `back`.txt";
        yield return "signs/!$&'()*,;:@=~#?[]{}|\\^<>.bin";
        yield return ".hidden/.profile";
        yield return LongKey();
        if (leadingSlash)
            yield return "/leading/slash.txt";
    }

    private static string LongKey()
    {
        var key = new StringBuilder("long/");
        while (Encoding.UTF8.GetByteCount(key.ToString()) < LongKeyBytes - 3)
            key.Append(key.Length % 40 == 0 ? '/' : key.Length % 7 == 0 ? '長' : 'k');
        return key.ToString().PadRight(key.Length + LongKeyBytes - Encoding.UTF8.GetByteCount(key.ToString()), 'z');
    }

    private static string UsualKey(Random random, int number) => (number % 4) switch
    {
        0 => string.Create(CultureInfo.InvariantCulture, $"photos/{2019 + (number % 7)}/{1 + (number % 12):00}/IMG_{number:000000}.jpg"),
        1 => string.Create(CultureInfo.InvariantCulture, $"logs/2025/{1 + (number % 12):00}/{1 + (number % 28):00}/host-{number % 40:00}/{number:000000}.log.gz"),
        2 => string.Create(CultureInfo.InvariantCulture, $"datasets/part-{number:00000}-{random.Next():x8}.parquet"),
        _ => string.Create(CultureInfo.InvariantCulture, $"users/{random.Next(1, 900):0000}/documents/{number:000000}.json"),
    };

    private static DemoObject Make(Random random, string key) => new(
        key,
        key.EndsWith('/') ? 0 : SizeOf(random),
        key[(key.LastIndexOf('.') + 1)..] switch
        {
            "jpg" => "image/jpeg", "gz" => "application/gzip", "json" => "application/json", "pdf" => "application/pdf", "txt" => "text/plain; charset=utf-8", _ => "application/octet-stream",
        },
        random.Next(3) == 0 ? Owners[random.Next(Owners.Length)] : null);

    // Sizes of stored objects are roughly log-normal: many small ones, few large ones.
    private static int SizeOf(Random random)
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (int)Math.Min(MedianBytes * Math.Exp(Spread * normal), LargestBytes);
    }
}
