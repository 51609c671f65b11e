using System.Security.Cryptography;
using System.Text;

namespace BulkCopy.Postgres.Migrations;

/// <summary>One forward-only step of the schema.</summary>
public sealed record Migration
{
    private readonly string _sql = "";

    /// <summary>Its number, counted from 1 without gaps.</summary>
    public required int Version { get; init; }

    /// <summary>The file's name, such as <c>0001_ledger.sql</c>.</summary>
    public required string FileName { get; init; }

    /// <summary>The statements, with line ends of one character.</summary>
    public required string Sql
    {
        get => _sql;
        init => _sql = value.ReplaceLineEndings("\n");
    }

    /// <summary>SHA-256 of <see cref="Sql"/> in UTF-8, as lower-case hexadecimal.</summary>
    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
}
