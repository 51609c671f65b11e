namespace BulkCopy.Server.Options;

/// <summary>Keys that seal the secrets of stores entered by operators. Section <c>Server:Secrets</c>.</summary>
public sealed class SecretOptions
{
    /// <summary>Where the master key lies: <c>env:NAME</c> or <c>file:PATH</c>; 32 bytes in base64 (<c>openssl rand -base64 32</c>). Default: none, and no store can be entered.</summary>
    public string? MasterKeyFrom { get; set; }

    /// <summary>Where earlier master keys lie, until everything has been sealed with the current one.</summary>
    public IList<string> PreviousMasterKeysFrom { get; set; } = [];
}
