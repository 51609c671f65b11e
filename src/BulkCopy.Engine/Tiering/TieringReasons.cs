namespace BulkCopy.Engine.Tiering;

/// <summary>Codes of why an object was not moved though a rule matched. They stand in the ledger and in simulations.</summary>
public static class TieringReasons
{
    /// <summary>The provider has no such transition.</summary>
    public const string TransitionForbidden = "TransitionForbidden";
    /// <summary>The object is archived and the policy has no restore section, or one that does not fit its class.</summary>
    public const string RestoreNotAllowed = "RestoreNotAllowed";
    /// <summary>The object is smaller than what the target class bills.</summary>
    public const string BelowMinimumSize = "BelowMinimumSize";
    /// <summary>The object would leave its class before the duration that is billed anyway.</summary>
    public const string MinimumDurationNotReached = "MinimumDurationNotReached";
    /// <summary>The object is encrypted with a customer's key, without which it cannot be copied.</summary>
    public const string CustomerKey = "CustomerKey";
    /// <summary>The run has restored as many objects, or spent as much, as the policy allows.</summary>
    public const string RestoreCapReached = "RestoreCapReached";
    /// <summary>The object is in another class than it was listed in.</summary>
    public const string ClassChanged = "ClassChanged";
}
