using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

public sealed class BscObjectConformanceTests(BscTarget target) : ObjectConformanceTests(target), IClassFixture<BscTarget>;

public sealed class BscCopyConformanceTests(BscTarget target) : CopyConformanceTests(target), IClassFixture<BscTarget>;

public sealed class BscMultipartConformanceTests(BscTarget target) : MultipartConformanceTests(target), IClassFixture<BscTarget>;

public sealed class BscListingConformanceTests(BscTarget target) : ListingConformanceTests(target), IClassFixture<BscTarget>;

public sealed class BscSharingConformanceTests(BscTarget target) : SharingConformanceTests(target), IClassFixture<BscTarget>;
