using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

public sealed class CosObjectConformanceTests(CosTarget target) : ObjectConformanceTests(target), IClassFixture<CosTarget>;

public sealed class CosCopyConformanceTests(CosTarget target) : CopyConformanceTests(target), IClassFixture<CosTarget>;

public sealed class CosMultipartConformanceTests(CosTarget target) : MultipartConformanceTests(target), IClassFixture<CosTarget>;

public sealed class CosFaultConformanceTests(CosTarget target) : FaultConformanceTests(target), IClassFixture<CosTarget>;

public sealed class CosListingConformanceTests(CosTarget target) : ListingConformanceTests(target), IClassFixture<CosTarget>;

public sealed class CosSharingConformanceTests(CosTarget target) : SharingConformanceTests(target), IClassFixture<CosTarget>;
