namespace BulkCopy.Cli.Demo;

/// <summary>An object that the demo seeds.</summary>
internal sealed record DemoObject(string Key, int Size, string ContentType, string? Owner);
