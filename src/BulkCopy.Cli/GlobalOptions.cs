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
