using System.Buffers.Binary;
using System.Globalization;
using Keelson.Images;
using Keelson.Tools.Workspace;

namespace Keelson.Tools.Plugins;

/// <summary>The first instructions of something, by which it is known wherever firmware loads it.</summary>
/// <param name="Offset">From the start of the image, in memory.</param>
internal readonly record struct GuestCode(uint Offset, byte[] Bytes)
{
    /// <summary>Enough to be unlike any other code.</summary>
    private const int PatternBytes = 64;
    private const int LeastBytes = 16;

    /// <summary>The plugin looks no further than to the end of a page, as the next one may lie anywhere.</summary>
    private const int PageBytes = 4096;

    // PE Format, "MS-DOS Stub"; "Optional Header" from the signature, then from its own first byte.
    private const int SignatureOffset = 0x3c;
    private const int OptionalHeader = 24;
    private const int AddressOfEntryPoint = 16;
    private const int SizeOfImage = 56;
    private const int ElfHeaderBytes = 64;
    private const uint LoadedSegment = 1; // PT_LOAD
    private const uint BranchMask = 0xfc00_0000;
    private const uint Branch = 0x1400_0000;
    private const uint JumpMask = 0xffff_fc1f;
    private const uint Jump = 0xd61f_0000; // BR

    public string Hex => Convert.ToHexStringLower(Bytes);

    /// <summary>The entry point of an EFI application.</summary>
    /// <param name="sizeBytes">Of the image in memory.</param>
    public static GuestCode EntryOf(byte[] file, string name, out uint sizeBytes)
    {
        // Not by the BCL's reader, which takes sixteen data directories for granted: Linux has six.
        if (!PeImage.TryCreate(file, out PeImage image))
        {
            throw new FailureException($"{name} is no PE image", "use an EFI application");
        }

        ReadOnlySpan<byte> optional = file.AsSpan(
            (int)BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(SignatureOffset)) + OptionalHeader
        );
        uint entry = BinaryPrimitives.ReadUInt32LittleEndian(optional[AddressOfEntryPoint..]);
        sizeBytes = BinaryPrimitives.ReadUInt32LittleEndian(optional[SizeOfImage..]);
        for (int i = 0; i < image.SectionCount; i++)
        {
            PeSection section = image[i];
            if (entry - section.VirtualOffset < section.FileSizeBytes)
            {
                GuestCode code = At(file, (int)(entry - section.VirtualOffset + section.FileOffset), entry, name);
                return code with { Bytes = WithoutLiterals(code.Bytes) };
            }
        }

        throw new FailureException(
            $"{name} has no code at its entry point {entry.ToString("x", CultureInfo.InvariantCulture)}",
            "use an EFI application"
        );
    }

    /// <summary>
    /// The kernel proper: where the branch in the first word of an arm64 Image leads (Linux,
    /// Documentation/arch/arm64/booting.rst), or in the second behind the "MZ" of an EFI stub, and where that goes at
    /// once.
    /// </summary>
    public static GuestCode StartOf(byte[] kernel, string name)
    {
        for (int word = 0; word <= 4 && kernel.Length >= 64; word += 4)
        {
            uint branch = BinaryPrimitives.ReadUInt32LittleEndian(kernel.AsSpan(word));
            if ((branch & BranchMask) == Branch)
            {
                uint start = (uint)word + ((branch & ~BranchMask) << 2);
                return At(kernel, (int)start, start, name);
            }
        }

        throw new FailureException(
            $"{name} does not begin with a branch in its first or second word",
            "use an uncompressed arm64 Image"
        );
    }

    /// <summary>The entry point of a program of the guest (System V ABI, "ELF Header" and "Program Header").</summary>
    public static GuestCode EntryOfProgram(byte[] file, string name)
    {
        if (file.Length < ElfHeaderBytes || !file.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
        {
            throw new FailureException($"{name} is no program of 64 bits", "use one of the guest's");
        }

        ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(24));
        int segments = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(32));
        int stride = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(54));
        for (int i = 0; i < BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(56)); i++)
        {
            ReadOnlySpan<byte> segment = file.AsSpan(segments + (i * stride));
            ulong start = BinaryPrimitives.ReadUInt64LittleEndian(segment[16..]);
            if (
                BinaryPrimitives.ReadUInt32LittleEndian(segment) == LoadedSegment
                && entry - start < BinaryPrimitives.ReadUInt64LittleEndian(segment[32..])
            )
            {
                ulong position = entry - start + BinaryPrimitives.ReadUInt64LittleEndian(segment[8..]);
                return At(file, (int)position, (uint)entry, name);
            }
        }

        throw new FailureException($"{name} has no code at its entry point", "use a program of the guest");
    }

    /// <summary>
    /// Behind a jump to an address in a register may stand the address, which the firmware relocates: GRUB begins so.
    /// </summary>
    private static byte[] WithoutLiterals(byte[] bytes)
    {
        for (int end = LeastBytes; end < bytes.Length; end += sizeof(uint))
        {
            if ((BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(end - 4)) & JumpMask) == Jump)
            {
                return bytes[..end];
            }
        }

        return bytes;
    }

    private static GuestCode At(byte[] file, int position, uint offset, string name)
    {
        int length = Math.Min(PatternBytes, PageBytes - (int)(offset % PageBytes));
        return length < LeastBytes || position + length > file.Length
            ? throw new FailureException(
                $"{name} has too little code at {offset.ToString("x", CultureInfo.InvariantCulture)} to be known by",
                "the start lies at the very end of a page: tell the plugin an address instead"
            )
            : new GuestCode(offset, file[position..(position + length)]);
    }
}
