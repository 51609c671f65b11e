using System.Text;

namespace BulkCopy.Emulator.Signatures;

internal static class HexBytes
{
    /// <summary>The UTF-8 bytes as vendors print them in error documents: upper-case pairs with blanks.</summary>
    public static string Of(string text) =>
        string.Join(' ', Encoding.UTF8.GetBytes(text).Select(static value => value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture)));
}
