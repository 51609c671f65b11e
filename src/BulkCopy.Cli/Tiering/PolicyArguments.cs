using System.CommandLine;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Documents;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Tiering;

/// <summary>A policy and a price table given as files.</summary>
internal sealed class PolicyArguments
{
    public Option<string?> Tiering { get; } = new("--tiering") { Description = "Apply this tiering policy instead of copying.", HelpName = "POLICY" };

    public Option<string?> Prices { get; } = new("--prices") { Description = "Price table. Default: the one that 'bulkcopy tiering prices' prints; edit it.", HelpName = "FILE" };

    /// <summary>Reads the files; what stands in them is read for a store's dialect later.</summary>
    /// <exception cref="RefusedException">A file cannot be read.</exception>
    public Task<TieringRequest> ReadAsync(Invocation invocation, string policy, StoreLocation? place) => ReadAsync(invocation, policy, invocation.Get(Prices), place);

    /// <summary>Reads a policy and, if one is named, a price table.</summary>
    /// <exception cref="RefusedException">A file cannot be read.</exception>
    internal static async Task<TieringRequest> ReadAsync(Invocation invocation, string policy, string? prices, StoreLocation? place) => new()
    {
        Place = place,
        Policy = await ReadFileAsync(policy, invocation.Stopping).ConfigureAwait(false),
        Prices = prices is { } file ? await ReadFileAsync(file, invocation.Stopping).ConfigureAwait(false) : null,
    };

    /// <summary>The prices of a dialect in a file, or in the table that comes with the program; <c>null</c> if there are none.</summary>
    internal static async Task<PriceTable?> ReadPricesAsync(Invocation invocation, string? file, Dialect dialect)
    {
        var text = file is null ? PriceReader.DefaultText : await ReadFileAsync(file, invocation.Stopping).ConfigureAwait(false);
        var prices = PriceReader.Read(text, dialect.Name, out var problems);
        return problems.Count == 0 ? prices
            : throw new RefusedException($"The price table {file} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, problems.Select(problem => $"  {problem}"))}");
    }

    internal static async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path).Length > 4L * PolicyReader.LongestDocument)
                throw new RefusedException($"The file {path} is too large to be a policy or a price table.");
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new RefusedException($"The file {path} cannot be read: {unreadable.Message}");
        }
    }
}
