namespace BulkCopy.Emulator.Signatures.Payloads;

/// <summary>Thrown while a body is read when it is not what the request promised; carries the answer to give.</summary>
internal sealed class PayloadException(RejectedRequest rejection) : Exception(rejection.Message)
{
    public RejectedRequest Rejection { get; } = rejection;
}
