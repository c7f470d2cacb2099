using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Keelson.Tools.Supply;

/// <summary>
/// What an image is made of and by what, in CycloneDX 1.6 (ECMA-424), as JSON. It holds no time and no random number:
/// the same inputs give the same bytes, as the image does.
/// </summary>
internal sealed class BillOfMaterials(string imageName, ReadOnlyMemory<byte> image)
{
    private readonly List<JsonObject> _parts = [];
    private readonly List<JsonObject> _tools = [];

    private static readonly JsonSerializerOptions s_layout = new()
    {
        WriteIndented = true,
        // It is a file and no part of a page; hashes hold plus signs.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="type">CycloneDX's word: library, file, firmware.</param>
    /// <param name="name">The same on every machine: a name, or a path from the root.</param>
    public void AddPart(string type, string name, byte[] content) => _parts.Add(Component(type, name, content));

    /// <summary>What has a bill of its own, and with it everything in that.</summary>
    /// <exception cref="JsonException">It is no bill of ours.</exception>
    public void AddPart(byte[] bill)
    {
        JsonNode read = JsonNode.Parse(bill)!;
        if (read["metadata"]?["component"] is not JsonObject component || read["components"] is not JsonArray parts)
        {
            throw new JsonException("it has no component and no components");
        }

        string name = component["name"]!.GetValue<string>();
        JsonObject whole = component.DeepClone().AsObject();
        whole["bom-ref"] = Reference(name);
        whole["components"] = new JsonArray([
            .. parts.Select(part =>
            {
                JsonObject inner = part!.DeepClone().AsObject();
                inner["bom-ref"] = $"{name}/{inner["bom-ref"]!.GetValue<string>()}";
                return inner;
            }),
        ]);
        _parts.Add(whole);
    }

    public void AddTool(string name, string version) =>
        _tools.Add(
            new JsonObject
            {
                ["type"] = "application",
                ["name"] = name,
                ["version"] = version,
            }
        );

    /// <param name="contentHash">NuGet's: SHA-512, in base 64.</param>
    public void AddTool(string package, string version, string contentHash) =>
        _tools.Add(
            new JsonObject
            {
                ["type"] = "application",
                ["name"] = package,
                ["version"] = version,
                ["hashes"] = Hashes("SHA-512", Convert.FromBase64String(contentHash)),
                ["purl"] = $"pkg:nuget/{package}@{version}",
            }
        );

    public byte[] ToJson()
    {
        JsonObject made = Component("firmware", imageName, image.Span);
        made["licenses"] = new JsonArray(new JsonObject { ["license"] = new JsonObject { ["id"] = "MIT" } });
        string self = Reference(imageName);
        JsonObject bill = new()
        {
            ["$schema"] = "http://cyclonedx.org/schema/bom-1.6.schema.json",
            ["bomFormat"] = "CycloneDX",
            ["specVersion"] = "1.6",
            ["serialNumber"] = $"urn:uuid:{SerialNumber(image.Span)}",
            ["version"] = 1,
            ["metadata"] = new JsonObject
            {
                ["tools"] = new JsonObject { ["components"] = new JsonArray([.. _tools]) },
                ["component"] = made,
            },
            ["components"] = new JsonArray([.. _parts]),
            ["dependencies"] = new JsonArray(
                new JsonObject
                {
                    ["ref"] = self,
                    ["dependsOn"] = new JsonArray([.. _parts.Select(part => part["bom-ref"]!.DeepClone())]),
                }
            ),
            // No library from outside is linked: that the list ends here is said, not left open.
            ["compositions"] = new JsonArray(
                new JsonObject { ["aggregate"] = "complete", ["assemblies"] = new JsonArray(self) }
            ),
        };
        return Encoding.UTF8.GetBytes(bill.ToJsonString(s_layout) + "\n");
    }

    private static JsonObject Component(string type, string name, ReadOnlySpan<byte> content) =>
        new()
        {
            ["type"] = type,
            ["bom-ref"] = Reference(name),
            ["name"] = name,
            ["hashes"] = Hashes("SHA-256", SHA256.HashData(content)),
        };

    private static string Reference(string name) => $"keelson:{name}";

    private static JsonArray Hashes(string algorithm, byte[] hash) =>
        new(new JsonObject { ["alg"] = algorithm, ["content"] = Convert.ToHexStringLower(hash) });

    /// <summary>Of the image, as a UUID of version 8 (RFC 9562, 5.8): another image, another number.</summary>
    private static Guid SerialNumber(ReadOnlySpan<byte> image)
    {
        byte[] bytes = SHA256.HashData(image)[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
