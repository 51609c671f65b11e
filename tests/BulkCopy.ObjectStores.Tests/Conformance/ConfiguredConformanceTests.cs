using Xunit;

namespace BulkCopy.ObjectStores.Tests.Conformance;

public sealed class ConfiguredObjectConformanceTests(ConfiguredTarget target) : ObjectConformanceTests(target), IClassFixture<ConfiguredTarget>;

public sealed class ConfiguredCopyConformanceTests(ConfiguredTarget target) : CopyConformanceTests(target), IClassFixture<ConfiguredTarget>;

public sealed class ConfiguredMultipartConformanceTests(ConfiguredTarget target) : MultipartConformanceTests(target), IClassFixture<ConfiguredTarget>;

public sealed class ConfiguredListingConformanceTests(ConfiguredTarget target) : ListingConformanceTests(target), IClassFixture<ConfiguredTarget>;

public sealed class ConfiguredSharingConformanceTests(ConfiguredTarget target) : SharingConformanceTests(target), IClassFixture<ConfiguredTarget>;
