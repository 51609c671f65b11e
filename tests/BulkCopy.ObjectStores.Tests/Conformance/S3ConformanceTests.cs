using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

public sealed class S3ObjectConformanceTests(S3Target target) : ObjectConformanceTests(target), IClassFixture<S3Target>;

public sealed class S3CopyConformanceTests(S3Target target) : CopyConformanceTests(target), IClassFixture<S3Target>;

public sealed class S3MultipartConformanceTests(S3Target target) : MultipartConformanceTests(target), IClassFixture<S3Target>;

public sealed class S3FaultConformanceTests(S3Target target) : FaultConformanceTests(target), IClassFixture<S3Target>;

public sealed class S3ListingConformanceTests(S3Target target) : ListingConformanceTests(target), IClassFixture<S3Target>;

public sealed class S3SharingConformanceTests(S3Target target) : SharingConformanceTests(target), IClassFixture<S3Target>;
