using System.CommandLine;
using BulkCopy.Cli.Hosting;
using BulkCopy.Cli.Output;
using BulkCopy.Cli.Verbs;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Tiering;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Tiering;

/// <summary>A policy and a price table given as files.</summary>
internal sealed class PolicyArguments
{
    public Option<string?> Tiering { get; } = new("--tiering") { Description = "Apply this tiering policy instead of copying.", HelpName = "POLICY" };

    public Option<string?> Prices { get; } = new("--prices") { Description = "Price table. Default: the one that 'bulkcopy tiering prices' prints; edit it.", HelpName = "FILE" };

    /// <summary>The tiering job of a policy at a place.</summary>
    /// <exception cref="RefusedException">Policy or prices are broken, or the store is unknown.</exception>
    public async Task<JobSpec> ReadJobAsync(Invocation invocation, StoreDirectory stores, string policy, StoreLocation location)
    {
        var dialect = stores.Require(location.Store).Dialect;
        return TieringJobs.Declare(location, await ReadAsync(invocation, policy, dialect).ConfigureAwait(false));
    }

    /// <summary>Reads policy and prices for a dialect.</summary>
    public Task<TieringSpec> ReadAsync(Invocation invocation, string policy, Dialect dialect) =>
        ReadAsync(invocation, policy, invocation.Get(Prices), dialect);

    /// <summary>Reads policy and prices for a dialect.</summary>
    /// <param name="invocation">The command line.</param>
    /// <param name="policy">File of the policy.</param>
    /// <param name="prices">File of the prices; <c>null</c> for those that come with the program.</param>
    /// <param name="dialect">The dialect whose classes and prices are meant.</param>
    internal static async Task<TieringSpec> ReadAsync(Invocation invocation, string policy, string? prices, Dialect dialect)
    {
        var read = PolicyReader.Read(await ReadFileAsync(policy, invocation.Stopping).ConfigureAwait(false), dialect);
        if (read.Policy is null)
            throw new RefusedException($"The policy {policy} cannot be used:{Environment.NewLine}{string.Join(Environment.NewLine, read.Problems.Select(problem => $"  {problem}"))}");
        return new TieringSpec { Policy = read.Policy, Prices = await ReadPricesAsync(invocation, prices, dialect).ConfigureAwait(false) };
    }

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
