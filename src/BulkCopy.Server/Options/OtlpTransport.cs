namespace BulkCopy.Server.Options;

/// <summary>How OTLP goes to a collector.</summary>
public enum OtlpTransport
{
    /// <summary>gRPC, which collectors take at port 4317.</summary>
    Grpc,
    /// <summary>Protobuf over HTTP, which collectors take at port 4318; <c>/v1/metrics</c> and <c>/v1/traces</c> are added to the address.</summary>
    HttpProtobuf,
}
