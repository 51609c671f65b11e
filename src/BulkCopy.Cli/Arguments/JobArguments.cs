using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Tiering;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;

namespace BulkCopy.Cli.Arguments;

/// <summary>Everything that the command line can say about a job, for every verb that declares one.</summary>
internal sealed class JobArguments
{
    private readonly OptionGroup[] _groups =
    [
        new SelectionArguments(),
        new CompareArguments(),
        new CopyArguments(),
        new CarryArguments(),
        new EncryptionArguments(),
        new VerificationArguments(),
        new RestoreArguments(),
    ];

    /// <summary>Adds the options to a verb, and their groups to its help.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in _groups.SelectMany(group => group.Options))
            command.Options.Add(option);
        command.Options.Add(GroupedHelp.Option(_groups));
    }

    /// <summary>The declaration.</summary>
    /// <param name="invocation">The command line.</param>
    /// <param name="stores">The configured stores.</param>
    /// <param name="spec">What is known already: name, source and destination.</param>
    /// <exception cref="RefusedException">It cannot be done; all problems are named.</exception>
    public async Task<JobSpec> ReadAsync(Invocation invocation, StoreDirectory stores, JobSpec spec)
    {
        foreach (var group in _groups)
            spec = await group.ApplyAsync(invocation, stores, spec).ConfigureAwait(false);
        var problems = JobSpecChecks.Check(spec);
        return problems.Count switch
        {
            0 => spec,
            1 => throw new RefusedException(problems[0].Message),
            _ => throw new RefusedException(string.Join(Environment.NewLine, problems.Select(problem => problem.ToString()).Prepend("The job cannot be made:"))),
        };
    }
}
