namespace BulkCopy.Emulator;

/// <summary>The wire dialect in which a request is written and its answer is expected.</summary>
public enum EmulatorDialect
{
    /// <summary>S3-compatible stores.</summary>
    S3,

    /// <summary>Tencent Cloud COS, XML API.</summary>
    Cos,

    /// <summary>Alibaba Cloud OSS.</summary>
    Oss,
}
