using System.ComponentModel;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BulkCopy.Server.Api;

/// <summary>Which page of a list is wanted. Bound from the query.</summary>
internal readonly record struct PageQuery
{
    private const int DefaultLimit = 50;
    private const int MostLimit = 500;

    /// <summary>Most items of a page.</summary>
    [Description("Most items, 1 to 500; 50 if left out.")]
    [FromQuery(Name = "limit")]
    public int? Limit { get; init; }

    /// <summary>What the page before answered as <c>next</c>.</summary>
    [Description("What the page before answered as next.")]
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>Reads limit and cursor.</summary>
    /// <param name="limit">Most items.</param>
    /// <param name="cursor">The number that the cursor holds, if there is one.</param>
    public ValidationProblem? Read(out int limit, out long? cursor)
    {
        limit = Limit ?? DefaultLimit;
        cursor = null;
        if (limit is < 1 or > MostLimit)
            return ApiProblem.Invalid("limit", $"'limit' is {limit}; write a number from 1 to {MostLimit}.");
        if (string.IsNullOrEmpty(Cursor))
            return null;
        if (!long.TryParse(Cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return ApiProblem.Invalid("cursor", "'cursor' is not what a page answered as 'next'; leave it out to begin at the beginning.");
        cursor = number;
        return null;
    }

    /// <summary>A page of rows that were read with one more than <paramref name="limit"/>: the one too many tells that there are more.</summary>
    public static Page<TItem> Of<TRow, TItem>(IReadOnlyList<TRow> rows, int limit, Func<TRow, TItem> item, Func<TRow, long> cursor) => new(
        [.. rows.Take(limit).Select(item)], rows.Count > limit ? cursor(rows[limit - 1]).ToString(CultureInfo.InvariantCulture) : null);
}
