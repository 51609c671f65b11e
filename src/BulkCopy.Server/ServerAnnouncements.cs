namespace BulkCopy.Server;

/// <summary>Sentences for the person who starts the server. They are not logged: one of them holds a link that lets its reader in.</summary>
public sealed class ServerAnnouncements(Action<string> say)
{
    /// <summary>Says a sentence.</summary>
    public void Say(string sentence) => say(sentence);
}
