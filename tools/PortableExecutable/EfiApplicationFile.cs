using System.CommandLine;
using System.Reflection.PortableExecutable;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.PortableExecutable;

/// <summary>
/// What firmware of an arm64 machine starts (UEFI 2.10, 2.1.1): firmware that is handed something else may crash, and
/// says nothing of the file then.
/// </summary>
internal static class EfiApplicationFile
{
    /// <summary>Before anything is built or started.</summary>
    /// <exception cref="FailureException">There is no such file, or nothing would start it.</exception>
    public static void RequireIfGiven(ParseResult parsed, Option<string?> option)
    {
        InputFile.RequireIfGiven(parsed, option);
        if (parsed.GetValue(option) is { } path && FaultOf(InputFile.Read(path)) is { } fault)
        {
            throw new FailureException(
                $"{option.Name}: {path} is no EFI application for arm64: {fault}",
                "give a PE image of machine AArch64 (0xaa64) and subsystem 10"
            );
        }
    }

    /// <returns>Null for an image that is started.</returns>
    public static string? FaultOf(byte[] content)
    {
        if (content is not [(byte)'M', (byte)'Z', ..])
        {
            return "it does not begin with MZ";
        }

        PeFile image;
        try
        {
            image = PeFile.Read(content);
        }
        catch (BadImageFormatException error)
        {
            return error.Message.TrimEnd('.');
        }

        if (image.Headers.CoffHeader.Machine != Machine.Arm64)
        {
            return $"its machine is 0x{(ushort)image.Headers.CoffHeader.Machine:x4}";
        }

        if (
            image.Optional.Subsystem
            is not (Subsystem.EfiApplication or Subsystem.EfiBootServiceDriver or Subsystem.EfiRuntimeDriver)
        )
        {
            return $"its subsystem is {(ushort)image.Optional.Subsystem}";
        }

        return FaultOfLayout(image) ?? FaultOfSections(image);
    }

    /// <summary>What firmware divides by, jumps to and allocates by (edk2's PE loader).</summary>
    private static string? FaultOfLayout(PeFile image)
    {
        PEHeader header = image.Optional;
        uint entry = (uint)header.AddressOfEntryPoint;
        return !int.IsPow2(header.SectionAlignment) ? $"its section alignment is 0x{header.SectionAlignment:x}"
            : !int.IsPow2(header.FileAlignment) ? $"its file alignment is 0x{header.FileAlignment:x}"
            : image.Sections.Count == 0 ? "it has no sections"
            : header.SizeOfImage < 0 || image.Sections.Max(PeFile.VirtualEnd) > header.SizeOfImage
                ? $"its size in memory, 0x{header.SizeOfImage:x}, is not that of its sections"
            : !image.Sections.Any(one => entry >= (uint)one.VirtualAddress && entry < PeFile.VirtualEnd(one))
                ? $"its entry point, 0x{entry:x}, is in no section"
            : null;
    }

    private static string? FaultOfSections(PeFile image) =>
        image
            .Sections.Where(one => one.SizeOfRawData > 0)
            .Where(one => (long)one.PointerToRawData + one.SizeOfRawData > image.Content.Length)
            .Select(one => $"it is cut: section {one.Name} reaches past its end")
            .FirstOrDefault();
}
