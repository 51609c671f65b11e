using System.ComponentModel.DataAnnotations;

namespace BulkCopy.Server.Options;

/// <summary>Runs that only an approver may confirm. Section <c>Server:Approval</c>.</summary>
public sealed class ApprovalOptions
{
    /// <summary>Runs of more objects than this need an approver. Default: none do.</summary>
    [Range(1, long.MaxValue)]
    public long? AboveObjects { get; set; }

    /// <summary>Runs that are estimated to cost more than this need an approver. Default: none do.</summary>
    [Range(0.0, 1e12)]
    public decimal? AboveCost { get; set; }

    /// <summary>Price of a thousand write requests, in the currency of <see cref="AboveCost"/>. Default 0.005.</summary>
    [Range(0.0, 1e6)]
    public decimal PricePerThousandRequests { get; set; } = 0.005m;

    /// <summary>Price of a GiB copied, such as traffic between regions. Default 0.</summary>
    [Range(0.0, 1e6)]
    public decimal PricePerGibibyte { get; set; }

    /// <summary>Whether some runs need an approver.</summary>
    public bool IsOn => AboveObjects is not null || AboveCost is not null;

    /// <summary>What copying so much is estimated to cost.</summary>
    public decimal Estimate(long objects, long bytes) =>
        Math.Round((objects / 1000m * PricePerThousandRequests) + (bytes / (decimal)(1L << 30) * PricePerGibibyte), 4);

    /// <summary>Why a run of this size needs an approver; <c>null</c> if it does not.</summary>
    public string? ReasonFor(long objects, long bytes)
    {
        if (AboveObjects is { } most && objects > most)
            return FormattableString.Invariant($"it has {objects} objects, and more than {most} need an approver");
        return AboveCost is { } limit && Estimate(objects, bytes) is var cost && cost > limit
            ? FormattableString.Invariant($"it is estimated to cost {cost}, and more than {limit} needs an approver")
            : null;
    }
}
