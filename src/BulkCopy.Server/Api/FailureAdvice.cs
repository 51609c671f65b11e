using BulkCopy.ObjectStores;

namespace BulkCopy.Server.Api;

/// <summary>What to do about failures, in plain language.</summary>
public static class FailureAdvice
{
    /// <summary>The advice for a code of the ledger.</summary>
    public static string For(string code) => Enum.TryParse<StoreErrorCode>(code, out var known) ? For(known) : code switch
    {
        "Unexpected" => "The program met something it does not know. The message has more; please report it.",
        "DuplicateDestination" => "Two objects get the same key at the destination, and the other one was copied. Copy this one by a job whose keys differ; it is not tried again.",
        "VerifyMismatch" or "Mismatch" => "The copy differs from its source. Find out who else writes to the destination, then retry.",
        "BlockedByEarlierVersion" => "An older version of the same key failed, and versions are made in their order. Retry that failure: the blocked versions follow.",
        "HistoryDiffers" => "The destination has other versions of this key. Copy to another prefix, or remove that key's versions there, then retry.",
        _ => "Look at an entry's history for what the store said.",
    };

    private static string For(StoreErrorCode code) => code switch
    {
        StoreErrorCode.AccessDenied => "The credentials may not do this. Give them reading rights at the source and writing rights at the destination, then retry.",
        StoreErrorCode.InvalidCredentials or StoreErrorCode.SignatureMismatch => "Key or secret are wrong, or the key is disabled. Enter them again, test the store, then retry.",
        StoreErrorCode.ExpiredCredentials => "Temporary credentials ran out. Enter new ones, then retry.",
        StoreErrorCode.ClockSkew => "The clock of a worker is wrong by minutes. Set it, then retry.",
        StoreErrorCode.NoSuchBucket => "The bucket does not exist. Create it, or correct its name, then retry.",
        StoreErrorCode.NoSuchKey or StoreErrorCode.NoSuchVersion => "The object was deleted after it was listed. A new run leaves it out.",
        StoreErrorCode.PreconditionFailed => "The object changed after it was listed. A new run copies it as it is now.",
        StoreErrorCode.AlreadyExists => "The destination has an object of this name that must not be overwritten.",
        StoreErrorCode.ArchivedObject or StoreErrorCode.RestoreInProgress => "The object is archived. Restore it, wait until it can be read, then retry.",
        StoreErrorCode.EntityTooLarge or StoreErrorCode.KeyTooLong or StoreErrorCode.MetadataTooLarge or StoreErrorCode.InvalidTag =>
            "The destination does not take such an object. Change it at the source, or copy it by other means.",
        StoreErrorCode.InvalidStorageClass => "The destination has no such storage class, or forbids the transition. Choose another class in a new job.",
        StoreErrorCode.EncryptionFailed => "The encryption key is missing, disabled or not yours. Give the credentials the use of it, then retry.",
        StoreErrorCode.NotSupported or StoreErrorCode.InvalidRequest or StoreErrorCode.InvalidArgument =>
            "The store does not do this for such an object. The message says what it refused.",
        StoreErrorCode.WrongRegion => "The bucket lives in another region than its store says. Correct the store's region, then retry.",
        StoreErrorCode.Throttled => "The store asked for less than it was sent, again and again. Retry with fewer workers, or ask the provider for more.",
        StoreErrorCode.ServerError or StoreErrorCode.OutcomeUnknown or StoreErrorCode.InvalidResponse or StoreErrorCode.Conflict =>
            "The store failed several times in a row. Retry; nothing is copied twice.",
        StoreErrorCode.ConnectionFailed => "The store could not be reached. Check endpoint, network and proxy, then retry.",
        StoreErrorCode.RefusedLocally => "The object breaks a limit of the store, so nothing was sent. The message names the limit.",
        _ => "Look at an entry's history for what the store said.",
    };
}
