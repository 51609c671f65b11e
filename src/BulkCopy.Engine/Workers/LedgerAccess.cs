using BulkCopy.Engine.Copying;
using BulkCopy.Engine.Jobs;
using BulkCopy.Engine.Manifests;
using BulkCopy.Engine.Probing;
using BulkCopy.Engine.Segments;
using BulkCopy.Engine.Throttling;
using BulkCopy.Engine.Tiering;
using BulkCopy.Engine.Uploads;
using BulkCopy.Engine.Versions;

namespace BulkCopy.Engine.Workers;

/// <summary>The parts of the ledger that a worker uses.</summary>
public sealed record LedgerAccess(IRunLedger Runs, IManifestLedger Manifests, ISegmentLedger Segments, IWorkerLedger Workers, IUploadLedger Uploads, IRestoreLedger Restores, IFlowLedger Flow,
    IProbeLedger Probes, IRevisionLedger Revisions, IVersionLedger Versions);
