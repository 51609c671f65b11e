using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Options;
using BulkCopy.Server.Secrets;
using BulkCopy.Server.Tests.Hosting;
using BulkCopy.Testing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace BulkCopy.Server.Tests.Secrets;

public sealed class SecretSealerTests(PostgresFixture postgres)
{
    private static readonly byte[] Secret = "planted"u8.ToArray();

    [Fact]
    public void A_secret_opens_only_for_its_owner_and_unaltered()
    {
        var sealer = new SecretSealer(new MasterKeys(new SecretOptions { MasterKeyFrom = MasterKey.Reference }));
        var box = sealer.Seal("store a", Secret);

        Assert.Equal(Secret, sealer.Open("store a", box));
        Assert.NotEqual(box.Content, sealer.Seal("store a", Secret).Content);
        Assert.Throws<SecretUnavailableException>(() => sealer.Open("store b", box));
        for (var i = 0; i < box.Content.Length; i++)
        {
            var altered = (byte[])box.Content.Clone();
            altered[i] ^= 1;
            Assert.Throws<SecretUnavailableException>(() => sealer.Open("store a", box with { Content = altered }));
        }
        Assert.Throws<SecretUnavailableException>(() => sealer.Open("store a", box with { SealedKey = [] }));
    }

    [Fact]
    public void Without_a_master_key_nothing_is_sealed()
    {
        var sealer = new SecretSealer(new MasterKeys(new SecretOptions()));
        Assert.False(sealer.CanSeal);
        Assert.Throws<SecretUnavailableException>(() => sealer.Seal("store a", Secret));
    }

    [Fact]
    public async Task After_a_rotation_the_old_master_key_can_be_taken_away()
    {
        var old = MasterKey.Plant("BULKCOPY_TEST_OLD_KEY");
        var current = MasterKey.Plant("BULKCOPY_TEST_NEW_KEY");
        await using var server = await TestServer.StartAsync(postgres, options =>
        {
            options.Secrets.MasterKeyFrom = current;
            options.Secrets.PreviousMasterKeysFrom.Add(old);
        });
        var table = server.Services.GetRequiredService<StoreTable>();
        var before = new SecretSealer(new MasterKeys(new SecretOptions { MasterKeyFrom = old })).Seal("s", Secret);
        await table.CreateAsync(
            new StoreRow
            {
                Name = "s", Settings = "{}", AccessKeyId = "a", MasterKeyId = before.MasterKeyId, SealedKey = before.SealedKey, SealedSecret = before.Content, UpdatedBy = "t",
            },
            default);
        var rotation = SecretRotation.Over(server.Database, new SecretOptions { MasterKeyFrom = current, PreviousMasterKeysFrom = { old } });

        var read = (await table.FindAsync("s", default))!;

        Assert.Equal(1, await rotation.RotateAsync(default));
        Assert.Equal(0, await rotation.RotateAsync(default));
        // A change that keeps the secret, begun before: it would bring back what the old key sealed.
        Assert.Null(await table.UpdateIfRevisionAsync(read with { Settings = """{"region":"x"}""" }, default));

        var row = (await table.FindAsync("s", default))!;
        var opened = new SecretSealer(new MasterKeys(new SecretOptions { MasterKeyFrom = current }))
            .Open("s", new SealedSecret(row.MasterKeyId, row.SealedKey, row.SealedSecret));
        Assert.Equal(Secret, opened);
    }
}
