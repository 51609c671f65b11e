namespace BulkCopy.Server.Access;

/// <summary>What somebody may do; each role may do what those before it may.</summary>
public enum Role
{
    /// <summary>Look at everything but accounts and the audit log.</summary>
    Viewer,
    /// <summary>Make jobs, steer runs.</summary>
    Operator,
    /// <summary>Confirm runs that are large or dear.</summary>
    Approver,
    /// <summary>Enter stores, make accounts and keys, read the audit log.</summary>
    Admin,
}
