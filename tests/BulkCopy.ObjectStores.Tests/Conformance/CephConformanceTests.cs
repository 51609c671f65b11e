using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

public sealed class CephObjectConformanceTests(CephTarget target) : ObjectConformanceTests(target), IClassFixture<CephTarget>;

public sealed class CephCopyConformanceTests(CephTarget target) : CopyConformanceTests(target), IClassFixture<CephTarget>;

public sealed class CephMultipartConformanceTests(CephTarget target) : MultipartConformanceTests(target), IClassFixture<CephTarget>;

public sealed class CephListingConformanceTests(CephTarget target) : ListingConformanceTests(target), IClassFixture<CephTarget>;

public sealed class CephSharingConformanceTests(CephTarget target) : SharingConformanceTests(target), IClassFixture<CephTarget>;
