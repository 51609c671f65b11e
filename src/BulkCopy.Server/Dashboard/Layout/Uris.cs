using System.Globalization;

namespace BulkCopy.Server.Dashboard.Layout;

/// <summary>Addresses with values in them.</summary>
internal static class Uris
{
    /// <summary>The address with every value escaped, whatever it holds.</summary>
    public static string Compose(FormattableString address) => address.ToString(Escaping.One);

    private sealed class Escaping : IFormatProvider, ICustomFormatter
    {
        public static readonly Escaping One = new();

        public object? GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

        public string Format(string? format, object? arg, IFormatProvider? formatProvider) => Uri.EscapeDataString(
            arg is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : arg?.ToString() ?? "");
    }
}
