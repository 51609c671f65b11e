using System.Diagnostics.CodeAnalysis;
using BulkCopy.Emulator.Errors;

namespace BulkCopy.Emulator.Answers;

/// <summary>A value, or the refusal that stands in its place.</summary>
internal readonly record struct Outcome<T> where T : class
{
    private Outcome(T? value, EmulatorError? error)
    {
        Value = value;
        Error = error;
    }

    public T? Value { get; }

    public EmulatorError? Error { get; }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(EmulatorError error) => new(null, error);

    public bool Failed([NotNullWhen(true)] out EmulatorError? error, [NotNullWhen(false)] out T? value)
    {
        error = Error;
        value = Value;
        return error is not null;
    }
}
