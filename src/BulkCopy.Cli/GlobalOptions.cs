using System.CommandLine;

namespace BulkCopy.Cli;

/// <summary>Options that every verb has.</summary>
internal static class GlobalOptions
{
    public static Option<string?> Config { get; } = new("--config")
    {
        Description = "Configuration file, read after appsettings.json and before environment variables.",
        HelpName = "FILE",
        Recursive = true,
    };

    public static Option<string> Format { get; } = Choice();

    public static Option<bool> Verbose { get; } = new("--verbose", "-v")
    {
        Description = "Log what is done to standard error.",
        Recursive = true,
    };

    /// <summary>On verbs that a server can do as well.</summary>
    public static Option<string?> Server { get; } = new("--server")
    {
        Description = "Ask the server at this address instead of the database.",
        HelpName = "URL",
        Recursive = true,
    };

    public static Option<string> ApiKeyFrom { get; } = new("--api-key-from")
    {
        Description = "Where the API key for --server lies: env:NAME or file:PATH. Default: env:BULKCOPY_API_KEY.",
        HelpName = "REFERENCE",
        DefaultValueFactory = _ => "env:BULKCOPY_API_KEY",
        Recursive = true,
    };

    /// <summary>Lets a command and those below it be done at a server.</summary>
    public static void AddServerTo(Command command)
    {
        command.Options.Add(Server);
        command.Options.Add(ApiKeyFrom);
    }

    private static Option<string> Choice()
    {
        var option = new Option<string>("--output")
        {
            Description = "How results are printed on standard output.",
            DefaultValueFactory = _ => "text",
            Recursive = true,
        };
        option.AcceptOnlyFromAmong("text", "json");
        return option;
    }
}
