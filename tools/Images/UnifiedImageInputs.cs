using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Keelson.DeviceTree;
using Keelson.Text;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Images;

/// <summary>
/// What a person gives for a section, refused here where a stub could only leave it out, or not start, at the boot.
/// ukify takes all of it.
/// </summary>
internal static class UnifiedImageInputs
{
    /// <summary>The kernel command line: text without a zero, no longer than the stub takes.</summary>
    public static string CommandLine(string option, byte[] given)
    {
        ReadOnlySpan<byte> text = TextFile.ToUtf8(given);
        if (!System.Text.Unicode.Utf8.IsValid(text))
        {
            throw new FailureException($"{option}: it is no text in UTF-8", "save it as UTF-8");
        }

        string line = Encoding.UTF8.GetString(text).Trim();
        int zero = line.IndexOf('\0', StringComparison.Ordinal);
        if (zero >= 0)
        {
            throw new FailureException(
                $"{option}: there is a zero at character {zero}, where a command line ends",
                "give plain text"
            );
        }

        int bytes = Encoding.UTF8.GetByteCount(line);
        return bytes <= OptionWords.MaximumLengthBytes
            ? line
            : throw new FailureException(
                $"{option}: {bytes} bytes, and the stub takes {OptionWords.MaximumLengthBytes}",
                "shorten it; a kernel for arm64 takes 2047 of them (COMMAND_LINE_SIZE)"
            );
    }

    /// <summary>A device tree that the stub can read.</summary>
    public static byte[] DeviceTree(string option, string path)
    {
        byte[] tree = InputFile.Read(path);
        return DeviceTreeBlob.TryCreate(tree, out _, out DeviceTreeError error)
            ? tree
            : throw new FailureException(
                $"{option}: {path} is no device tree: {Encoding.UTF8.GetString(error.Text())}",
                "give what dtc writes of a .dts (.dtb)"
            );
    }

    /// <summary>One that the stub chooses by <c>compatible</c> of its root.</summary>
    public static byte[] AutomaticTree(string option, string path)
    {
        byte[] tree = DeviceTree(option, path);
        return
            DeviceTreeBlob.TryCreate(tree, out DeviceTreeBlob blob, out _)
            && blob.Root.TryGetProperty("compatible"u8, out DeviceTreeProperty property)
            && property.TryReadString(out _)
            ? tree
            : throw new FailureException(
                $"{option}: {path} names no machine: its root has no compatible",
                "give it with --devicetree, if it is for every machine"
            );
    }

    /// <summary>What <c>systemd-measure sign</c> writes.</summary>
    public static byte[] PcrSignature(string option, string path)
    {
        byte[] signature = InputFile.Read(path);
        try
        {
            using JsonDocument document = JsonDocument.Parse(signature);
            return signature;
        }
        catch (JsonException error)
        {
            throw new FailureException(
                $"{option}: {path} is no JSON: {error.Message}",
                "give what systemd-measure sign writes"
            );
        }
    }

    public static byte[] PcrPublicKey(string option, string path)
    {
        byte[] key = InputFile.Read(path);
        string text = Encoding.UTF8.GetString(key);
        return PemEncoding.TryFind(text, out PemFields fields) && text[fields.Label].EndsWith("PUBLIC KEY")
            ? key
            : throw new FailureException(
                $"{option}: {path} is no public key in PEM",
                "openssl pkey -pubout writes one of a private key"
            );
    }
}
