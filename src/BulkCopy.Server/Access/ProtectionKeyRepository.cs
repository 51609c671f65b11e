using System.Xml.Linq;
using BulkCopy.Postgres.Queries;
using BulkCopy.Server.Secrets;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace BulkCopy.Server.Access;

/// <summary>
/// Keeps the keys of antiforgery and sign-in tokens in the database, for all servers and restarts. They are sealed with the master key where there is one;
/// without one, who reads the database could forge such tokens, but still no session.
/// </summary>
internal sealed class ProtectionKeyRepository(ProtectionKeyTable table, SecretSealer sealer) : IXmlRepository
{
    private const string Owner = "protection keys";

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        var elements = new List<XElement>();
        foreach (var stored in table.List())
            if (Open(XElement.Parse(stored)) is { } element)
                elements.Add(element);
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName) =>
        table.Store(friendlyName, (sealer.CanSeal ? Seal(element) : element).ToString(SaveOptions.DisableFormatting));

    private XElement Seal(XElement element)
    {
        var secret = sealer.Seal(Owner, System.Text.Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)));
        return new XElement(
            "sealed", new XAttribute("masterKey", secret.MasterKeyId), new XAttribute("key", Convert.ToBase64String(secret.SealedKey)),
            Convert.ToBase64String(secret.Content));
    }

    // A key whose master key is gone is left out: tokens made with it stop working, and a new key is made.
    private XElement? Open(XElement stored)
    {
        if (stored.Name != "sealed")
            return stored;
        try
        {
            var secret = new SealedSecret(
                (string)stored.Attribute("masterKey")!, Convert.FromBase64String((string)stored.Attribute("key")!), Convert.FromBase64String(stored.Value));
            return XElement.Parse(System.Text.Encoding.UTF8.GetString(sealer.Open(Owner, secret)));
        }
        catch (SecretUnavailableException)
        {
            return null;
        }
    }
}
