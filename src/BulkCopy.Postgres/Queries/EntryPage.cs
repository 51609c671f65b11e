using BulkCopy.Engine.Reporting;
using BulkCopy.Engine.Segments;

namespace BulkCopy.Postgres.Queries;

/// <summary>Some entries with their newest outcomes.</summary>
/// <param name="Rows">May be fewer than asked for, even none, while there are more: a page reads a bounded part of the ledger.</param>
/// <param name="Next">The entry with which the next page begins; <c>null</c> at the end.</param>
public sealed record EntryPage(IReadOnlyList<ReportRow> Rows, EntryId? Next);
