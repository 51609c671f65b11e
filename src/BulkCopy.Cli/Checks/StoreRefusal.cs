using BulkCopy.Cli.Configuration;
using BulkCopy.ObjectStores;

namespace BulkCopy.Cli.Checks;

/// <summary>Says what a store's refusal means for somebody who sits before a command line.</summary>
internal static class StoreRefusal
{
    public static string Explain(StoreSettings store, string bucket, StoreError error) => error.Code switch
    {
        StoreErrorCode.NoSuchBucket =>
            $"There is no bucket '{bucket}' in {store.Describe()}: create it or correct the name{(store.Dialect.Family == "cos" ? " (in COS it ends with -APPID)" : "")}.",
        StoreErrorCode.InvalidCredentials or StoreErrorCode.SignatureMismatch or StoreErrorCode.ExpiredCredentials or StoreErrorCode.AccessDenied =>
            $"The credentials of {store.Describe()} are refused for bucket '{bucket}' ({Said(error)}): check {store.Credentials.Describe()}{Hint(error.Code)}.",
        StoreErrorCode.ClockSkew =>
            $"{Capital(store)} refuses requests because this machine's clock is wrong ({Said(error)}): set the clock.",
        StoreErrorCode.ConnectionFailed or StoreErrorCode.OutcomeUnknown or StoreErrorCode.InvalidResponse =>
            $"{Capital(store)} cannot be reached ({error.Message.TrimEnd('.')}): check Endpoint, ConnectTo and UseHttps of the store.",
        StoreErrorCode.WrongRegion =>
            $"The bucket '{bucket}' is not in the region of {store.Describe()} ({Said(error)}{(error.Endpoint is null ? "" : $", try {error.Endpoint}")}): correct Stores:{store.Name}:Region.",
        _ => $"The bucket '{bucket}' of {store.Describe()} cannot be used: {error}",
    };

    private static string Said(StoreError error) =>
        (error.ProviderCode ?? error.Code.ToString()) + (error.Status == 0 ? "" : $", status {error.Status}");

    private static string Hint(StoreErrorCode code) => code switch
    {
        StoreErrorCode.InvalidCredentials => "; the access key does not exist or is disabled",
        StoreErrorCode.SignatureMismatch => "; the secret is wrong",
        StoreErrorCode.ExpiredCredentials => "; the session has expired",
        _ => "; the key may lack permission to list the bucket",
    };

    private static string Capital(StoreSettings store) => "S" + store.Describe()[1..];
}
