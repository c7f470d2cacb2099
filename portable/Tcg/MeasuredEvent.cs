using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Text;

namespace Keelson.Tcg;

/// <summary>
/// What a measurement is recorded as: EFI_TCG2_EVENT (TCG EFI Protocol Specification 1.00, 6.6) and EFI_CC_EVENT (UEFI
/// 2.10, 38.2.5), which differ in what the register's number counts. Little-endian and packed.
/// </summary>
public static class MeasuredEvent
{
    /// <summary>Size, size of the header, its version, register, type.</summary>
    public const int HeaderBytes = 18;

    /// <summary>Where the register's number is.</summary>
    public const int RegisterOffset = 10;

    /// <summary>
    /// TCG_PCClientTaggedEvent: identifier and size of the data (TCG PC Client Platform Firmware Profile 1.05,
    /// 10.4.2.1).
    /// </summary>
    public const int TagBytes = 8;

    /// <summary>EFI_IMAGE_LOAD_EVENT without a path (TCG PC Client Platform Firmware Profile 1.05, 10.2.3).</summary>
    public const int ImageBytes = 32;

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Header
    {
        public int Size;
        public int HeaderSize;
        public ushort Version;
        public uint Register;
        public uint Type;

        /// <summary>Of a tagged event; of others, what follows stands here.</summary>
        public uint Tag;
        public int TagSize;
    }

    private const int EventHeaderBytes = 14;
    private const ushort Version = 1;

    // TCG PC Client Platform Firmware Profile 1.05, 10.4.1.
    private const uint Tagged = 6;
    private const uint InitialProgramLoader = 13;
    private const uint BootServicesApplication = 0x8000_0003;

    /// <summary>Bytes that are enough for <see cref="WriteText"/>.</summary>
    public static int MaximumTextBytes(int textLength) => HeaderBytes + TagBytes + sizeof(char) * (textLength + 1);

    /// <summary>EV_IPL, described as systemd-stub does: by text in UTF-16 with its zero.</summary>
    /// <param name="destination">On a boundary of two bytes.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteText(Span<byte> destination, uint register, ReadOnlySpan<byte> utf8)
    {
        Span<char> units = MemoryMarshal.Cast<byte, char>(destination[HeaderBytes..]);
        WriteHeader(destination, 0, register, InitialProgramLoader, default, 0);
        int count = Utf8.ToUtf16(utf8, units);
        units[count] = '\0';
        int length = HeaderBytes + sizeof(char) * (count + 1);
        MemoryMarshal.Write(destination, in length);
        return length;
    }

    /// <summary>EV_EVENT_TAG.</summary>
    /// <returns>Bytes written.</returns>
    public static int WriteTagged(Span<byte> destination, uint register, EventTag tag, ReadOnlySpan<byte> data)
    {
        int length = HeaderBytes + TagBytes + data.Length;
        WriteHeader(destination, length, register, Tagged, tag, data.Length);
        data.CopyTo(destination[(HeaderBytes + TagBytes)..]);
        return length;
    }

    /// <summary>EV_EFI_BOOT_SERVICES_APPLICATION, as the firmware has it of an image that lies in memory.</summary>
    /// <param name="destination">Zeroes.</param>
    /// <returns>Bytes written.</returns>
    public static int WriteImage(Span<byte> destination, ulong address, int sizeBytes)
    {
        WriteHeader(
            destination,
            HeaderBytes + ImageBytes,
            PcrIndex.BootCode,
            BootServicesApplication,
            (EventTag)(uint)address,
            (int)(address >> 32)
        );
        MemoryMarshal.Write(destination[(HeaderBytes + TagBytes)..], in sizeBytes);
        return HeaderBytes + ImageBytes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WriteHeader(
        Span<byte> destination,
        int length,
        uint register,
        uint type,
        EventTag tag,
        int tagSize
    ) =>
        MemoryMarshal.Write(
            destination,
            new Header
            {
                Size = length,
                HeaderSize = EventHeaderBytes,
                Version = Version,
                Register = register,
                Type = type,
                Tag = (uint)tag,
                TagSize = tagSize,
            }
        );
}
