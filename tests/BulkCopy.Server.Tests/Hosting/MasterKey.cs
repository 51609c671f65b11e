using System.Security.Cryptography;

namespace BulkCopy.Server.Tests.Hosting;

/// <summary>Master keys in environment variables of the test process.</summary>
internal static class MasterKey
{
    public static string Reference { get; } = Plant("BULKCOPY_TEST_MASTER_KEY");

    public static string Plant(string variable)
    {
        Environment.SetEnvironmentVariable(variable, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return $"env:{variable}";
    }
}
