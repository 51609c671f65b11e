using System.CommandLine;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Verbs;

/// <summary>The option that says how copies are verified.</summary>
internal sealed class VerificationArguments
{
    private readonly Option<string?> _level = new("--verify")
    {
        Description = "How copies are proved equal: by what the answers say (response, the default), always by HEAD of both sides (head), or by reading both (deep).",
        HelpName = "LEVEL",
    };

    public VerificationArguments() => _level.AcceptOnlyFromAmong("response", "head", "deep");

    public void AddTo(Command command) => command.Options.Add(_level);

    public VerificationLevel Read(Invocation invocation) =>
        invocation.Get(_level) is { } level ? Enum.Parse<VerificationLevel>(level, ignoreCase: true) : VerificationLevel.Response;
}
