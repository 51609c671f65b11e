namespace BulkCopy.Emulator.Errors;

/// <summary>A refusal as the dialect's error document says it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">The vendor's code.</param>
/// <param name="Message">For people.</param>
public sealed record EmulatorError(int Status, string Code, string Message)
{
    /// <summary>Extra elements of the error document (Region, Endpoint, Header…).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    /// <summary>Extra headers of the answer (bucket region, delete marker…).</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The same refusal with one more header.</summary>
    public EmulatorError WithHeader(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };

    /// <summary>The same refusal with one more element.</summary>
    public EmulatorError WithDetail(string name, string value) => this with { Details = [.. Details, new(name, value)] };
}
