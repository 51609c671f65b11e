namespace BulkCopy.ObjectStores.Signing;

/// <summary>The request signatures that the three dialects know.</summary>
public enum SignatureScheme
{
    /// <summary>Tencent COS, <c>q-sign-algorithm=sha1</c> (COS, "Request Signature").</summary>
    CosHeader,

    /// <summary>Alibaba OSS, HMAC-SHA1 (OSS, "Add a signature to the header").</summary>
    OssV1,

    /// <summary>Alibaba OSS, <c>OSS4-HMAC-SHA256</c>.</summary>
    OssV4,

    /// <summary>S3 signature version 2, HMAC-SHA1 (S3, "Signing and authenticating REST requests").</summary>
    S3V2,

    /// <summary>S3 signature version 4, <c>AWS4-HMAC-SHA256</c>.</summary>
    S3V4,
}
