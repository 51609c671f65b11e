using BulkCopy.Emulator.Dialects;
using BulkCopy.Emulator.Errors;

namespace BulkCopy.Emulator.Answers;

/// <summary>The error document of each dialect.</summary>
internal static class ErrorDocument
{
    public static ReadOnlyMemory<byte> Write(DialectProfile profile, EmulatorError error, string requestId, string host, string path)
    {
        var body = new XmlBody("Error", "").Element("Code", error.Code).Element("Message", error.Message);
        if (profile.Dialect == EmulatorDialect.Cos) body.Element("Resource", host + path);
        else if (profile.Dialect == EmulatorDialect.S3) body.Element("Resource", path);
        body.Element("RequestId", requestId);
        if (profile.Dialect == EmulatorDialect.Cos) body.Element("TraceId", TraceId(requestId));
        else if (ReferenceEquals(profile, DialectProfiles.Oss) || profile.Name == "s3") body.Element("HostId", host);
        foreach (var (name, value) in error.Details) body.Element(name, value);
        return body.Close("Error").ToMemory();
    }

    public static string TraceId(string requestId) => "OGVmYzZiMmQzYjA2OWNhODk0NTRkMTBiOWVmMDAxODc0" + requestId;
}
