using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

public sealed class OssObjectConformanceTests(OssTarget target) : ObjectConformanceTests(target), IClassFixture<OssTarget>;

public sealed class OssCopyConformanceTests(OssTarget target) : CopyConformanceTests(target), IClassFixture<OssTarget>;

public sealed class OssMultipartConformanceTests(OssTarget target) : MultipartConformanceTests(target), IClassFixture<OssTarget>;

public sealed class OssFaultConformanceTests(OssTarget target) : FaultConformanceTests(target), IClassFixture<OssTarget>;

public sealed class OssListingConformanceTests(OssTarget target) : ListingConformanceTests(target), IClassFixture<OssTarget>;

public sealed class OssSharingConformanceTests(OssTarget target) : SharingConformanceTests(target), IClassFixture<OssTarget>;
