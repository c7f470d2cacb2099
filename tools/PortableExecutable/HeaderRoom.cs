using System.Buffers.Binary;
using System.Reflection.PortableExecutable;

namespace Keelson.Tools.PortableExecutable;

/// <summary>
/// Room for more section headers in a linked image, which linkers give no way to ask for: what is added to a boot stub
/// needs one for each section, and tools that add them (ukify, objcopy) move nothing. Offsets are those of "PE Format".
/// </summary>
internal static class HeaderRoom
{
    private const int SectionHeaderSize = 40;
    private const int PointerToRawData = 20;

    // In the PE32+ optional header, from its first byte.
    private const int SizeOfHeaders = 60;
    private const int CheckSum = 64;

    private const int DebugEntrySize = 28;
    private const int DebugPointerToRawData = 24;

    /// <summary>How many section headers can be added.</summary>
    public static int Free(PeFile image) => (image.Optional.SizeOfHeaders - End(image)) / SectionHeaderSize;

    /// <summary>
    /// Moves what follows the headers in the file, so that so many can be added; nothing moves in memory.
    /// </summary>
    /// <exception cref="BadImageFormatException">
    /// The first section's address leaves no room, or it is signed.
    /// </exception>
    public static byte[] Widen(byte[] content, int sections)
    {
        PeFile image = PeFile.Read(content);
        int alignment = image.Optional.FileAlignment;
        int old = image.Optional.SizeOfHeaders;
        int headers = (End(image) + (sections * SectionHeaderSize) + alignment - 1) / alignment * alignment;
        if (headers <= old)
        {
            return content;
        }

        if (headers > image.Sections.Min(section => section.VirtualAddress))
        {
            throw new BadImageFormatException(
                $"{sections} more section headers end at 0x{headers:x}, behind the first section's address; link it "
                    + $"with a larger /align"
            );
        }

        if (image.Optional.CertificateTableDirectory.Size != 0)
        {
            throw new BadImageFormatException("it is signed; sign what comes out of this instead");
        }

        byte[] wide = [.. content.AsSpan(0, old), .. new byte[headers - old], .. content.AsSpan(old)];
        Write(wide, image.Headers.PEHeaderStartOffset + SizeOfHeaders, headers);
        // Only Windows looks at it, and only in drivers.
        Write(wide, image.Headers.PEHeaderStartOffset + CheckSum, 0);
        foreach ((int index, SectionHeader section) in image.Sections.Index())
        {
            Shift(wide, Table(image) + (index * SectionHeaderSize) + PointerToRawData, headers - old);
        }

        if (image.Headers.TryGetDirectoryOffset(image.Optional.DebugTableDirectory, out int debug))
        {
            for (int at = 0; at < image.Optional.DebugTableDirectory.Size; at += DebugEntrySize)
            {
                Shift(wide, debug + headers - old + at + DebugPointerToRawData, headers - old);
            }
        }

        return wide;
    }

    private static int Table(PeFile image) =>
        image.Headers.PEHeaderStartOffset + image.Headers.CoffHeader.SizeOfOptionalHeader;

    private static int End(PeFile image) => Table(image) + (image.Sections.Count * SectionHeaderSize);

    /// <summary>Nothing stays at 0: what has no bytes in the file has no place there.</summary>
    private static void Shift(byte[] image, int at, int bytes)
    {
        if (BinaryPrimitives.ReadInt32LittleEndian(image.AsSpan(at)) is var place and not 0)
        {
            Write(image, at, place + bytes);
        }
    }

    private static void Write(byte[] image, int at, int value) =>
        BinaryPrimitives.WriteInt32LittleEndian(image.AsSpan(at), value);
}
