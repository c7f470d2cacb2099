using System;
using System.Runtime;
using Keelson.Addresses;
using Keelson.DevicePaths;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Guests.Variables;

/// <summary>
/// Says what it was started with and what a boot loader left in its variables (systemd, Boot Loader Interface), sets
/// those that its options name (<c>set:NAME=VALUE</c>; <c>raw:NAME=BYTES</c> to so many of one letter), and ends or
/// restarts the machine (<c>reset</c>).
/// </summary>
internal static class EntryPoint
{
    private const uint Kept = 7;
    private const int MaximumBytes = 4096;

    [System.Runtime.CompilerServices.InlineArray(MaximumBytes)]
    private struct Buffer
    {
        private byte _first;
    }

    private static Buffer s_value;
    private static Buffer s_text;

    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "variables");
        if (!OwnImage.TryFind(system, imageHandle, out OwnImage image))
        {
            return EfiStatus.NotFound;
        }
        Span<byte> path = s_text;
        int length = DevicePath.WriteFile(new DevicePath(image.FilePath), path);
        EfiApplication.WriteLine($"variables: started as {path[..length]}");
        Show(system, "LoaderInfo");
        Show(system, "LoaderFirmwareInfo");
        Show(system, "LoaderFirmwareType");
        Show(system, "LoaderImageIdentifier");
        Show(system, "LoaderDevicePartUUID");
        Show(system, "LoaderTimeInitUSec");
        Show(system, "LoaderTimeMenuUSec");
        Show(system, "LoaderTimeExecUSec");
        Show(system, "LoaderEntries");
        Show(system, "LoaderEntrySelected");
        Show(system, "LoaderEntryLastBooted");
        Show(system, "LoaderEntryDefault");
        Show(system, "LoaderEntryOneShot");
        Show(system, "LoaderConfigTimeout");
        Show(system, "LoaderConfigTimeoutOneShot");
        Show(system, "LoaderConfigConsoleMode");
        Show(system, "LoaderBootCountPath");
        Show(system, "StubInfo");
        Show(system, "StubProfile");
        Show(system, "StubPcrKernelImage");
        Show(system, "StubPcrKernelParameters");
        Show(system, "StubPcrInitRDSysExts");
        Show(system, "StubPcrInitRDConfExts");
        Span<byte> value = s_value;
        if (
            system.Runtime.GetVariable("LoaderFeatures", WellKnownGuids.LoaderVariable, value, out int size, out _)
                == EfiStatus.Success
            && size == sizeof(ulong)
        )
        {
            EfiApplication.WriteLine(
                $"variables: LoaderFeatures 0x{System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(value):x}"
            );
        }
        if (system.TryFindTable(WellKnownGuids.DeviceTreeTable, out PhysicalAddress tree))
        {
            EfiApplication.WriteLine($"variables: device tree of {TreeBytes(tree)} bytes");
        }
        ReadOnlySpan<byte> units = image.LoadOptions;
        length = Utf8.FromUtf16(units, path);
        EfiApplication.WriteLine($"variables: options of {units.Length} bytes: {path[..length]}");
        bool resets = false;
        for (ReadOnlySpan<byte> rest = path[..length]; OptionWords.TryTake(ref rest, out OptionWord word); )
        {
            resets |= word.Name.SequenceEqual("reset"u8);
            Set(system, "LoaderEntryOneShot", word);
            Set(system, "LoaderEntryDefault", word);
            Set(system, "LoaderEntryLastBooted", word);
            Set(system, "LoaderConfigTimeoutOneShot", word);
        }
        EfiApplication.WriteLine($"variables: done");
        return system.Runtime.ResetSystem(resets ? ResetType.Cold : ResetType.Shutdown);
    }

    // SAFETY: what the table names begins with a header, and has its size in the second word.
    private static unsafe uint TreeBytes(PhysicalAddress tree) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(new ReadOnlySpan<byte>((void*)(tree.Value + 4), 4));

    private static void Show(EfiSystem system, string name)
    {
        Span<byte> value = s_value;
        Span<byte> text = s_text;
        EfiStatus status = system.Runtime.GetVariable(
            name,
            WellKnownGuids.LoaderVariable,
            value,
            out int size,
            out uint attributes
        );
        if (status != EfiStatus.Success)
        {
            EfiApplication.WriteLine($"variables: {name} {status}");
            return;
        }
        for (ReadOnlySpan<byte> rest = value[..size]; rest.Length >= sizeof(char); )
        {
            int length = Utf8.FromUtf16(rest, text);
            EfiApplication.WriteLine($"variables: {name} ({attributes}) {text[..length]}");
            int end = 0;
            while (end + 1 < rest.Length && (rest[end] != 0 || rest[end + 1] != 0))
            {
                end += sizeof(char);
            }
            rest = rest[Math.Min(end + sizeof(char), rest.Length)..];
        }
    }

    private static void Set(EfiSystem system, string name, OptionWord word)
    {
        bool isFilled = word.Name.StartsWith("raw:"u8);
        if (word.Name.Length != name.Length + 4 || !isFilled && !word.Name.StartsWith("set:"u8))
        {
            return;
        }
        for (int i = 0; i < name.Length; i++)
        {
            if (word.Name[i + 4] != name[i])
            {
                return;
            }
        }
        Span<byte> value = s_value;
        int length = Utf8.ToUtf16Bytes(word.Value, value);
        if (isFilled && OptionWords.TryParseNumber(word.Value, out uint size))
        {
            length = (int)size;
            value[..length].Fill((byte)'x');
        }
        EfiStatus status = system.Runtime.SetVariable(name, WellKnownGuids.LoaderVariable, Kept, value[..length]);
        EfiApplication.WriteLine($"variables: {name} set to {word.Value}: {status}");
    }
}
