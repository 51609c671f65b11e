using System.ComponentModel;
using System.Diagnostics;

namespace BulkCopy.Postgres.Cluster;

/// <summary>One finished run of an external program.</summary>
internal sealed record ProgramRun
{
    private const int LongestOutput = 2000;

    public required string Program { get; init; }

    public required int ExitCode { get; init; }

    /// <summary>Standard output and standard error, for an error message: the last lines, on one line.</summary>
    public required string Output { get; init; }

    public bool Succeeded => ExitCode == 0;

    /// <summary>Runs to the end in <c>/</c>, which every account may enter; cancelling kills the program.</summary>
    public static Task<ProgramRun> ExecuteAsync(IReadOnlyList<string> command, CancellationToken cancellationToken) =>
        ExecuteInAsync("/", command, cancellationToken);

    /// <summary>Runs to the end in the given directory; cancelling kills the program.</summary>
    public static async Task<ProgramRun> ExecuteInAsync(
        string directory, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(directory, command) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new PrivateClusterException($"{command[0]} cannot be run: {e.Message}.", e);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        try
        {
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new ProgramRun
        {
            Program = command[0],
            ExitCode = process.ExitCode,
            Output = Tail(await output.ConfigureAwait(false) + "\n" + await error.ConfigureAwait(false)),
        };
    }

    /// <summary>The last part of a text, its lines joined by "; ".</summary>
    public static string Tail(string text)
    {
        var line = string.Join("; ", text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestOutput ? line : "…" + line[^LongestOutput..];
    }

    private static ProcessStartInfo StartInfo(string directory, IReadOnlyList<string> command)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        // PGDATA, PGPORT, PGOPTIONS and their like would steer PostgreSQL's programs elsewhere.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return start;
    }
}
