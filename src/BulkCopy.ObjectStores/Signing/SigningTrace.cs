using System.Text;

namespace BulkCopy.ObjectStores.Signing;

/// <summary>The intermediate texts of one signature, by the names of the published vectors. Holds derived keys: never log it.</summary>
internal sealed class SigningTrace
{
    private readonly Dictionary<string, string> _values = [];

    public IReadOnlyDictionary<string, string> Values => _values;

    public void Record(string name, ReadOnlySpan<byte> text) => _values[name] = Encoding.UTF8.GetString(text);

    public void Record(string name, string text) => _values[name] = text;
}
