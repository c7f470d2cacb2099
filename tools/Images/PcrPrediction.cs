using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Keelson.Images;
using Keelson.Tcg;

namespace Keelson.Tools.Images;

/// <summary>
/// What the registers of a TPM hold when a unified image has started its kernel, computed without one, so that policies
/// can be made before the image is first booted. All values are SHA-256.
/// </summary>
public static class PcrPrediction
{
    /// <summary>PCR 11 of an image, before the system extends it with the phases of its boot.</summary>
    /// <param name="image">The file.</param>
    /// <param name="profileIndex">From 0.</param>
    /// <param name="compatible">Of the machine, by which one of several trees is chosen; without it none is.</param>
    public static byte[] OfImage(ReadOnlySpan<byte> image, int profileIndex = 0, string compatible = "")
    {
        List<byte[]> measured = [];
        if (
            PeImage.TryCreate(image, out PeImage headers)
            && UnifiedImageProfile.TryFind(headers, profileIndex, out UnifiedImageProfile profile)
        )
        {
            int tree = AutomaticTrees.Find(image, profile, PeLayout.File, Encoding.ASCII.GetBytes(compatible));
            for (MeasuredSections sections = default; sections.TryNext(); )
            {
                bool isTree = sections.Name.SequenceEqual(UnifiedSections.AutomaticDeviceTree);
                PeSection section = isTree && tree >= 0 ? headers[tree] : default;
                if (
                    (isTree ? tree >= 0 : profile.TryFindSection(sections.Name, out section))
                    && section.VirtualSizeBytes != 0
                )
                {
                    measured.Add(sections.TerminatedName.ToArray());
                    measured.Add(
                        image
                            .Slice(
                                (int)section.FileOffset,
                                (int)Math.Min(section.VirtualSizeBytes, section.FileSizeBytes)
                            )
                            .ToArray()
                    );
                }
            }
        }

        return Extend(measured);
    }

    /// <summary>A register, from zeroes, after each of these was measured into it.</summary>
    public static byte[] Extend(params IEnumerable<byte[]> measured) =>
        measured.Aggregate(new byte[SHA256.HashSizeInBytes], (register, data) => Next(register, SHA256.HashData(data)));

    /// <summary>Text as it is measured: UTF-16 with its zero.</summary>
    public static byte[] Text(string text) => Encoding.Unicode.GetBytes(text + '\0');

    /// <summary>Each register by the digests in the firmware's log.</summary>
    public static SortedDictionary<uint, byte[]> Replay(ReadOnlySpan<byte> log)
    {
        SortedDictionary<uint, byte[]> registers = [];
        foreach ((uint register, byte[] digest) in DigestsOf(log))
        {
            byte[] before = registers.GetValueOrDefault(register) ?? new byte[SHA256.HashSizeInBytes];
            registers[register] = Next(before, digest);
        }

        return registers;
    }

    /// <summary>
    /// What was measured, in its order, and into which register (TCG PC Client Platform Firmware Profile 1.05, 10.2).
    /// </summary>
    public static List<(uint Register, byte[] Digest)> DigestsOf(ReadOnlySpan<byte> log)
    {
        const int Sha256 = 0xb,
            NoAction = 3;
        List<(uint Register, byte[] Digest)> measured = [];
        int first = (int)EventLogMeasure.Sha1EventSize(log);
        ReadOnlySpan<byte> rest = log[first..];
        while (EventLogMeasure.EventSize(log[..first], rest) is > 0 and ulong size)
        {
            uint register = BinaryPrimitives.ReadUInt32LittleEndian(rest);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            uint digests = BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
            ReadOnlySpan<byte> digest = rest[12..];
            for (; digests > 0 && type != NoAction; digests--)
            {
                int algorithm = BinaryPrimitives.ReadUInt16LittleEndian(digest);
                if (algorithm == Sha256)
                {
                    measured.Add((register, digest.Slice(2, SHA256.HashSizeInBytes).ToArray()));
                    break;
                }

                digest = digest[(2 + DigestSize(algorithm))..];
            }

            rest = rest[(int)size..];
        }

        return measured;
    }

    private static byte[] Next(byte[] register, ReadOnlySpan<byte> digest) => SHA256.HashData([.. register, .. digest]);

    // TCG Algorithm Registry 1.32: SHA-1, SHA-384, SHA-512, and SM3, which is as long as SHA-256.
    private static int DigestSize(int algorithm) =>
        algorithm switch
        {
            4 => SHA1.HashSizeInBytes,
            0xc => SHA384.HashSizeInBytes,
            0xd => SHA512.HashSizeInBytes,
            _ => SHA256.HashSizeInBytes,
        };
}
