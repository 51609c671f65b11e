using BulkCopy.Engine.Segments;
using BulkCopy.ObjectStores;

namespace BulkCopy.Engine.Copying;

/// <summary>Everything that a copy is given beside its content, the same whichever way it goes.</summary>
internal sealed record Carriage
{
    /// <summary>Code of outcomes of entries that could not be given what the job demands.</summary>
    public const string NotCarried = nameof(NotCarried);

    /// <summary>Headers and metadata.</summary>
    public required ObjectHeaders Headers { get; init; }
    /// <summary>Tags.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];
    /// <summary>ACL; <c>null</c> for the destination's default.</summary>
    public AccessControl? Acl { get; init; }
    /// <summary>Encryption; <c>null</c> for the destination's default.</summary>
    public ServerSideEncryption? Encryption { get; init; }
    /// <summary>What the destination cannot hold and the job demands; <c>null</c> for nothing.</summary>
    public string? Refusal { get; init; }
    /// <summary>What is left behind because the job allows it, as a sentence; <c>null</c> for nothing.</summary>
    public string? LeftBehind { get; init; }

    /// <summary>Notes in the outcome what was left behind.</summary>
    public Outcome Note(Outcome outcome) => LeftBehind is null || outcome.Code is not null ? outcome : outcome with { Code = NotCarried, Message = LeftBehind };
}
