using System;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.BootEntries;
using Keelson.BootTime;
using Keelson.DevicePaths;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Stub;

/// <summary>
/// The EFI program or unified image that a boot entry starts: loaded from its volume by the firmware, which verifies it
/// under Secure Boot.
/// </summary>
internal ref struct EntryProgram
{
    private EfiSystem _system;
    private nint _image;
    private PhysicalRange _memory;

    // SAFETY: the path is written into memory of ours, and ends.
    public static unsafe EfiStatus Load(
        EfiSystem system,
        nint parent,
        nint device,
        scoped in BootChoice choice,
        Firmware firmware,
        out EntryProgram program
    )
    {
        program = default;
        program._system = system;
        ReadOnlySpan<byte> devicePath = system.DevicePathOf(device);
        ReadOnlySpan<byte> file = choice.KernelPath;
        int textBytes = choice.MaximumOwnStubOptionsLength + choice.Entry.Profile.Length + 2;
        int pathBytes = devicePath.Length + 2 * DevicePath.HeaderSizeBytes + (file.Length + 2) * sizeof(char);
        ulong size = (ulong)(pathBytes + textBytes * (1 + sizeof(char)) + sizeof(char));
        EfiStatus status = AlignedPages.Allocate(firmware, MemoryType.LoaderData, size, 0, out program._memory);
        if (status != EfiStatus.Success)
        {
            return status;
        }
        Span<byte> memory = firmware.Memory(program._memory);
        WritePath(devicePath, file, memory[..pathBytes]);
        status = ShimAuthentication.LoadImage(system, parent, (void*)program._memory.Start.Value, out program._image);
        if (status == EfiStatus.Success)
        {
            status = program.SetOptions(in choice, memory[pathBytes..], textBytes);
        }
        if (status != EfiStatus.Success)
        {
            Log.WriteLine($"error: {choice.Entry.Name.Id}: LoadImage of {file} gave {status}");
            // Of an image that breaks the signature rules there is one all the same (UEFI 2.10, 7.4.1).
            system.Boot.UnloadImage(program._image);
            AlignedPages.Free(firmware, ref program._memory);
        }
        return status;
    }

    /// <param name="tree">A device tree in the place of the firmware's, as long as the program runs; or empty.</param>
    /// <param name="firmware">Has the memory back.</param>
    /// <returns>What the program said, where it came back.</returns>
    public EfiStatus Run(scoped ReadOnlySpan<byte> tree, Firmware firmware)
    {
        EfiStatus status = StartedProgram.Run(_system, _image, tree);
        AlignedPages.Free(firmware, ref _memory);
        return status;
    }

    /// <summary>The entry's options behind <c>@N</c> for a profile (UAPI Group, Unified Kernel Image).</summary>
    // SAFETY: the options lie in memory that stays until the program is back, on a boundary of their elements; the
    // protocol is the firmware's, on an image that it has just loaded.
    private readonly unsafe EfiStatus SetOptions(scoped in BootChoice choice, Span<byte> memory, int textBytes)
    {
        Span<byte> text = memory[..textBytes];
        int length = 0;
        if (!choice.Entry.Profile.IsEmpty)
        {
            text[length++] = (byte)'@';
            choice.Entry.Profile.CopyTo(text[length..]);
            length += choice.Entry.Profile.Length;
            text[length++] = (byte)' ';
        }
        Span<byte> rest = text[length..];
        int options =
            choice.Entry.Kind == BootEntryKind.Linux ? choice.WriteOwnStubOptions(rest) : choice.WriteCommandLine(rest);
        length += options == 0 && length != 0 ? -1 : options;
        if (length > OptionWords.MaximumLengthBytes)
        {
            return EfiStatus.InvalidParameter;
        }
        LoadedImageProtocol* loaded = _system.Boot.FindProtocol<LoadedImageProtocol>(_image);
        if (loaded == null)
        {
            return EfiStatus.NotFound;
        }
        // What is no driver would end the boot at each start, or hold it up.
        if (choice.Entry.Kind == BootEntryKind.None && loaded->ImageCodeType == MemoryType.LoaderCode)
        {
            return EfiStatus.Unsupported;
        }
        StartedProgram.SetOptions(loaded, text[..length], memory[(textBytes + (textBytes & 1))..]);
        return EfiStatus.Success;
    }

    /// <summary>The device, one node for the file (UEFI 2.10, 10.3.5.4), and the end.</summary>
    private static void WritePath(ReadOnlySpan<byte> device, ReadOnlySpan<byte> file, Span<byte> path)
    {
        device.CopyTo(path);
        Span<byte> node = path[device.Length..];
        int length = DevicePath.WriteFileNode(file, node);
        DevicePath.End.CopyTo(node[length..]);
    }
}
