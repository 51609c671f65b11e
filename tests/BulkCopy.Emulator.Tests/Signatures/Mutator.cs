namespace BulkCopy.Emulator.Tests.Signatures;

/// <summary>Damages texts and bodies at random, the same way in every run.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly string[] Fragments =
    [
        "%", "%2", "%zz", "%2F", "%00", "&", "=", ";", ",", "/", "//", "?", "+", " ", "\t", "\r\n", "\0", ":", "\"", "--", "\u00e9", "\ud800", "\U0001F600",
        "x-amz-", "x-oss-", "q-sign-time", "Credential=", "Signature=", "SignedHeaders=", "9999999999999999999", "-1", "20260230T999999Z",
        "form-data", "name=", "filename=", "Content-Disposition", "0\r\n\r\n", "ffffffff\r\n", "chunk-signature=",
    ];

    private readonly Random random = new(seed);

    public int Next(int limit) => random.Next(limit);

    public T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public string Damage(string text)
    {
        for (int times = random.Next(1, 4); times > 0; times--)
            text = DamageOnce(text);
        return text;
    }

    public byte[] Damage(byte[] bytes)
    {
        var result = bytes.ToList();
        for (int times = random.Next(1, 6); times > 0; times--)
        {
            int at = random.Next(result.Count + 1);
            switch (random.Next(4))
            {
                case 0 when at < result.Count:
                    result[at] = (byte)random.Next(256);
                    break;
                case 1:
                    result.RemoveRange(at, random.Next(Math.Min(100, result.Count - at) + 1));
                    break;
                case 2:
                    result.InsertRange(at, System.Text.Encoding.UTF8.GetBytes(Pick(Fragments)));
                    break;
                default:
                    int from = random.Next(result.Count + 1);
                    result.InsertRange(at, result.GetRange(from, random.Next(Math.Min(200, result.Count - from) + 1)));
                    break;
            }
        }

        return [.. result];
    }

    private string DamageOnce(string text)
    {
        int at = random.Next(text.Length + 1);
        int length = random.Next(Math.Min(40, text.Length - at) + 1);
        return random.Next(5) switch
        {
            0 => text[..at],
            1 => text.Remove(at, length),
            2 => text.Insert(at, Pick(Fragments)),
            3 => text.Insert(at, text.Substring(at, length)),
            _ => text[..at] + (char)random.Next(1, 0x250) + text[Math.Min(text.Length, at + 1)..],
        };
    }
}
