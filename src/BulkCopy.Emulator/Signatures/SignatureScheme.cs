namespace BulkCopy.Emulator.Signatures;

internal enum SignatureScheme
{
    CosHeader,
    CosQuery,
    CosPost,
    OssV1Header,
    OssV1Query,
    OssV1Post,
    OssV4Header,
    OssV4Query,
    OssV4Post,
    S3V2Header,
    S3V2Query,
    S3V2Post,
    S3V4Header,
    S3V4Query,
    S3V4Post,
}
