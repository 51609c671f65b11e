namespace BulkCopy.ObjectStores;

/// <summary>The result of a store operation: a value, or the error that stands in its place. Failures are expected here, so they are values.</summary>
public readonly record struct StoreResult<T>
{
    private readonly T? value;

    /// <summary>A success.</summary>
    public StoreResult(T value) => this.value = value;

    /// <summary>A failure.</summary>
    public StoreResult(StoreError error) => Error = error;

    /// <summary>The error; <c>null</c> on success.</summary>
    public StoreError? Error { get; }

    /// <summary>Whether there is a value.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>The value; only after <see cref="Succeeded"/> was seen to be true.</summary>
    public T Value => Error is null ? value! : throw new ObjectStoreException(Error);

    /// <summary>The value or the error as text; never throws.</summary>
    public override string ToString() => Error is null ? $"{value}" : Error.ToString();

    /// <summary>The value, or an <see cref="ObjectStoreException"/>.</summary>
    public T ValueOrThrow() => Value;
}
