using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Postgres.Migrations;

namespace BulkCopy.Cli.Verbs;

/// <summary><c>bulkcopy migrate</c>: brings the ledger's schema forward.</summary>
internal sealed class MigrateCommand : Verb
{
    private readonly Option<bool> _status = new("--status") { Description = "Only tell how far the schema is; exit code 1 if migrations are pending." };

    public MigrateCommand(CliHost host)
        : base("migrate", "Bring the database's schema forward. Hosts refuse to start on another one.", host) => Options.Add(_status);

    protected override async Task<int> RunAsync(Invocation invocation)
    {
        await using var place = await DatabasePlace.OpenAsync(invocation.ReadSettings(), invocation.Time, invocation.Stopping).ConfigureAwait(false);
        var migrations = new MigrationRunner(place.Database);
        IReadOnlyList<Migration> applied = invocation.Get(_status) ? [] : await migrations.ApplyAsync(invocation.Stopping).ConfigureAwait(false);
        var status = await migrations.GetStatusAsync(invocation.Stopping).ConfigureAwait(false);
        if (status is SchemaStatus.Unreachable unreachable)
            throw unreachable.Error;
        if (status is SchemaStatus.Newer or SchemaStatus.Edited)
            throw new SchemaVersionException(status);
        var document = new SchemaDocument(
            status is SchemaStatus.Current ? "current" : "pending",
            status switch { SchemaStatus.Current current => current.Version, SchemaStatus.Pending pending => pending.DatabaseVersion, _ => null },
            [.. applied.Select(migration => migration.FileName)],
            status is SchemaStatus.Pending waiting ? [.. waiting.Migrations.Select(migration => migration.FileName)] : [],
            status.Describe());
        Print(invocation, document);
        return document.Pending.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static void Print(Invocation invocation, SchemaDocument document)
    {
        if (invocation.IsJson)
        {
            invocation.PrintJson(document, JsonDocuments.Types.SchemaDocument);
            return;
        }

        foreach (var name in document.Applied)
            invocation.Terminal.Output.WriteLine($"applied {name}");
        foreach (var name in document.Pending)
            invocation.Terminal.Output.WriteLine($"pending {name}");
        invocation.Terminal.Output.WriteLine(document.Message);
    }
}
