using System.Diagnostics.CodeAnalysis;
using BulkCopy.Emulator.Signatures;

namespace BulkCopy.Emulator.PostForms;

/// <summary>A value, or the refusal that stands in its place.</summary>
internal readonly record struct FormVerdict<T>
    where T : class
{
    private FormVerdict(T? value, RejectedRequest? refusal) => (Value, Refusal) = (value, refusal);

    public T? Value { get; }

    public RejectedRequest? Refusal { get; }

    public static implicit operator FormVerdict<T>(T value) => new(value, null);

    public static implicit operator FormVerdict<T>(RejectedRequest refusal) => new(null, refusal);

    public bool Failed([NotNullWhen(true)] out RejectedRequest? refusal, [NotNullWhen(false)] out T? value)
    {
        (refusal, value) = (Refusal, Value);
        return refusal is not null;
    }
}
