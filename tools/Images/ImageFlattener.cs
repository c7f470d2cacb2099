using System.Reflection.PortableExecutable;
using Keelson.Paging;
using Keelson.Tools.Diagnostics;
using Keelson.Tools.PortableExecutable;

namespace Keelson.Tools.Images;

/// <summary>
/// Turns a linked kernel (PE) into a flat arm64 <c>Image</c>: the file is memory from its first byte on, as every arm64
/// loader expects. The PE headers stay inside, so that the kernel can read its own sections and their permissions.
/// </summary>
internal static class ImageFlattener
{
    /// <summary>Where the kernel is linked: the start of the upper half with 48-bit addresses.</summary>
    public const ulong ExpectedBase = 0xFFFF_8000_0000_0000;

    /// <param name="image">The flat image when there are no findings.</param>
    public static IReadOnlyList<Diagnostic> Flatten(string origin, byte[] content, Granule granule, out byte[] image)
    {
        image = [];
        PeFile file;
        try
        {
            file = PeFile.Read(content);
        }
        catch (BadImageFormatException error)
        {
            return
            [
                new Diagnostic(origin, "KEEL200", $"not a PE image that can be read: {error.Message}; link it again"),
            ];
        }

        List<Diagnostic> findings =
        [
            .. Check(file, granule).Select(finding => new Diagnostic(origin, finding.Code, finding.Text)),
        ];
        if (findings.Count == 0)
        {
            image = Build(file, granule);
        }

        return findings;
    }

    private static IEnumerable<(string Code, string Text)> Check(PeFile file, Granule granule)
    {
        PEHeader optional = file.Optional;
        if (file.Headers.CoffHeader.Machine != Machine.Arm64)
        {
            yield return (
                "KEEL201",
                $"machine is {file.Headers.CoffHeader.Machine}, not Arm64; link with /machine:arm64"
            );
        }

        if (optional.ImageBase != ExpectedBase)
        {
            yield return (
                "KEEL202",
                $"linked at 0x{optional.ImageBase:x}, not at 0x{ExpectedBase:x}; link with /base:0x{ExpectedBase:x}"
            );
        }

        if (optional.SectionAlignment < (int)granule.PageSize)
        {
            yield return (
                "KEEL203",
                $"section alignment 0x{optional.SectionAlignment:x} is below the granule 0x{(int)granule.PageSize:x}, "
                    + $"so "
                    + $"sections would share a page; link with /align:{(int)granule.PageSize}"
            );
        }

        if (file.SignatureOffset < Arm64ImageHeader.SizeBytes)
        {
            yield return (
                "KEEL204",
                $"the PE header at 0x{file.SignatureOffset:x} lies in the first 0x40 bytes, which the Image header "
                    + $"takes; link with the usual DOS header"
            );
        }

        uint entry = (uint)optional.AddressOfEntryPoint;
        bool entryIsCode = file.Sections.Any(section =>
            PeFile.IsExecutable(section) && (uint)section.VirtualAddress <= entry && entry < PeFile.VirtualEnd(section)
        );
        if (!entryIsCode || entry % 4 != 0 || entry >= Arm64ImageHeader.BranchRangeBytes)
        {
            yield return (
                "KEEL205",
                $"the entry point 0x{entry:x} is no instruction that a branch at 0 can reach; link with /entry: and a "
                    + $"symbol in code"
            );
        }

        foreach (SectionHeader section in file.Sections)
        {
            if (PeFile.IsWritableAndExecutable(section))
            {
                yield return (
                    "KEEL206",
                    $"section {section.Name} is both writable and executable; don't merge code with data"
                );
            }

            if (
                PeFile.VirtualEnd(section) > (uint)optional.SizeOfImage
                || (uint)section.VirtualAddress < (uint)optional.SizeOfHeaders
                || (uint)section.PointerToRawData + (long)(uint)section.SizeOfRawData > file.Content.Length
            )
            {
                yield return (
                    "KEEL207",
                    $"section {section.Name} leaves the image or the file; the file was cut or patched"
                );
            }
        }

        if (
            optional.SizeOfHeaders < Arm64ImageHeader.SizeBytes
            || optional.SizeOfHeaders > Math.Min(file.Content.Length, optional.SizeOfImage)
        )
        {
            yield return (
                "KEEL208",
                $"SizeOfHeaders is 0x{optional.SizeOfHeaders:x}, which the file does not hold; link it again"
            );
        }
    }

    private static byte[] Build(PeFile file, Granule granule)
    {
        byte[] memory = new byte[file.Optional.SizeOfImage];
        int fileEnd = file.Optional.SizeOfHeaders;
        file.Content.AsSpan(0, fileEnd).CopyTo(memory);
        foreach (SectionHeader section in file.Sections)
        {
            // The image runs where it is linked, so its relocations are not read; left in, they would pull all BSS
            // before them into the file.
            if (section.VirtualAddress == file.Optional.BaseRelocationTableDirectory.RelativeVirtualAddress)
            {
                continue;
            }

            // A template for the storage of threads, of which there are none: it is not read either.
            if (section.Name == ".tls")
            {
                continue;
            }

            // The file pads data up to its own alignment; the padding is no part of the section.
            int count = (int)Math.Min((uint)section.SizeOfRawData, PeFile.VirtualSize(section));
            file.Content.AsSpan(section.PointerToRawData, count).CopyTo(memory.AsSpan(section.VirtualAddress));
            fileEnd = count == 0 ? fileEnd : Math.Max(fileEnd, section.VirtualAddress + count);
        }

        new Arm64ImageHeader(
            (uint)file.Optional.AddressOfEntryPoint,
            (ulong)memory.Length,
            granule,
            (uint)file.SignatureOffset
        ).Write(memory);
        // Only BSS is cut. Loaders don't clear what lies between the file's end and image_size, the kernel does, and it
        // clears what its section table calls BSS: zeros that are data must stay in the file.
        return memory[..fileEnd];
    }
}
