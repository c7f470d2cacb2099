using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Keelson.Addresses;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;
using Xunit;

namespace Keelson.Portable.Tests;

/// <summary>
/// Each ABI struct is read from bytes in which every 32-bit word holds its own offset, so each field says where it
/// lies. The offsets were counted by hand in the UEFI specification's C declarations (LP64, natural alignment).
/// </summary>
public partial class AbiLayoutTests
{
    private static void AssertLayout<T>(
        int sizeBytes,
        int declaredSizeBytes,
        params (string Name, int Offset)[] expected
    )
        where T : struct
    {
        Assert.Equal(sizeBytes, Unsafe.SizeOf<T>());
        Assert.Equal(sizeBytes, declaredSizeBytes);
        byte[] bytes = new byte[sizeBytes];
        for (int i = 0; i < sizeBytes; i += 4)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i), i);
        }

        object value = MemoryMarshal.Read<T>(bytes);
        FieldInfo[] fields = typeof(T).GetFields(BindingFlags.Instance | BindingFlags.Public);
        Assert.Equal(
            expected,
            fields.Select(field => (field.Name, OffsetIn(field.GetValue(value)!))).OrderBy(field => field.Item2)
        );
    }

    private static int OffsetIn(object field) =>
        field switch
        {
            ulong number => (int)(uint)number,
            uint number => (int)number,
            int number => number,
            ushort number => number,
            MemoryType type => (int)type,
            PixelFormat format => (int)format,
            MemoryAttributes attributes => (int)(uint)(ulong)attributes,
            PhysicalAddress address => (int)(uint)address.Value,
            VirtualAddress address => (int)(uint)address.Value,
            TableHeader header => (int)(uint)header.Signature,
            EfiGuid guid => (int)guid.Data1,
            EfiTime time => time.Year | time.Month << 16 | time.Day << 24,
            EfiFileInfo.FileName name => BinaryPrimitives.ReadInt32LittleEndian(((ReadOnlySpan<byte>)name)),
            _ => throw new ArgumentException(field.GetType().Name),
        };

    [Fact]
    public void EFI_MEMORY_DESCRIPTOR() =>
        AssertLayout<MemoryDescriptor>(
            40,
            MemoryDescriptor.MinimumSizeBytes,
            ("Type", 0),
            ("PhysicalStart", 8),
            ("VirtualStart", 16),
            ("PageCount", 24),
            ("Attributes", 32)
        );

    [Fact]
    public void EFI_TABLE_HEADER()
    {
        AssertLayout<TableHeader>(
            24,
            TableHeader.SizeBytes,
            ("Signature", 0),
            ("Revision", 8),
            ("HeaderSizeBytes", 12),
            ("Crc32", 16)
        );
        Assert.Equal(16, TableHeader.Crc32Offset);
    }

    [Fact]
    public void EFI_SYSTEM_TABLE()
    {
        AssertLayout<SystemTable>(
            120,
            SystemTable.SizeBytes,
            ("Header", 0),
            ("FirmwareVendor", 24),
            ("FirmwareRevision", 32),
            ("ConsoleInHandle", 40),
            ("ConIn", 48),
            ("ConsoleOutHandle", 56),
            ("ConOut", 64),
            ("StandardErrorHandle", 72),
            ("StdErr", 80),
            ("RuntimeServices", 88),
            ("BootServices", 96),
            ("TableCount", 104),
            ("ConfigurationTable", 112)
        );
        Assert.Equal(88, SystemTable.RuntimeServicesOffset);
        AssertSignature("IBI SYST", SystemTable.Signature);
    }

    [Fact]
    public void EFI_CONFIGURATION_TABLE() =>
        AssertLayout<ConfigurationTable>(24, ConfigurationTable.SizeBytes, ("VendorGuid", 0), ("VendorTable", 16));

    [Fact]
    public void EFI_BOOT_SERVICES()
    {
        AssertLayout<BootServicesTable>(
            376,
            BootServicesTable.SizeBytes,
            ("Header", 0),
            ("RaiseTpl", 24),
            ("RestoreTpl", 32),
            ("AllocatePages", 40),
            ("FreePages", 48),
            ("GetMemoryMap", 56),
            ("AllocatePool", 64),
            ("FreePool", 72),
            ("CreateEvent", 80),
            ("SetTimer", 88),
            ("WaitForEvent", 96),
            ("SignalEvent", 104),
            ("CloseEvent", 112),
            ("CheckEvent", 120),
            ("InstallProtocolInterface", 128),
            ("ReinstallProtocolInterface", 136),
            ("UninstallProtocolInterface", 144),
            ("HandleProtocol", 152),
            ("Reserved", 160),
            ("RegisterProtocolNotify", 168),
            ("LocateHandle", 176),
            ("LocateDevicePath", 184),
            ("InstallConfigurationTable", 192),
            ("LoadImage", 200),
            ("StartImage", 208),
            ("Exit", 216),
            ("UnloadImage", 224),
            ("ExitBootServices", 232),
            ("GetNextMonotonicCount", 240),
            ("Stall", 248),
            ("SetWatchdogTimer", 256),
            ("ConnectController", 264),
            ("DisconnectController", 272),
            ("OpenProtocol", 280),
            ("CloseProtocol", 288),
            ("OpenProtocolInformation", 296),
            ("ProtocolsPerHandle", 304),
            ("LocateHandleBuffer", 312),
            ("LocateProtocol", 320),
            ("InstallMultipleProtocolInterfaces", 328),
            ("UninstallMultipleProtocolInterfaces", 336),
            ("CalculateCrc32", 344),
            ("CopyMem", 352),
            ("SetMem", 360),
            ("CreateEventEx", 368)
        );
        AssertSignature("BOOTSERV", BootServicesTable.Signature);
    }

    [Fact]
    public void EFI_RUNTIME_SERVICES()
    {
        AssertLayout<RuntimeServicesTable>(
            136,
            RuntimeServicesTable.SizeBytes,
            ("Header", 0),
            ("GetTime", 24),
            ("SetTime", 32),
            ("GetWakeupTime", 40),
            ("SetWakeupTime", 48),
            ("SetVirtualAddressMap", 56),
            ("ConvertPointer", 64),
            ("GetVariable", 72),
            ("GetNextVariableName", 80),
            ("SetVariable", 88),
            ("GetNextHighMonotonicCount", 96),
            ("ResetSystem", 104),
            ("UpdateCapsule", 112),
            ("QueryCapsuleCapabilities", 120),
            ("QueryVariableInfo", 128)
        );
        AssertSignature("RUNTSERV", RuntimeServicesTable.Signature);
    }

    [Fact]
    public void The_services_are_numbered_as_their_table_orders_them()
    {
        foreach (RuntimeService service in Enum.GetValues<RuntimeService>())
        {
            Assert.Equal(24 + 8 * (int)service, (int)Marshal.OffsetOf<RuntimeServicesTable>(service.ToString()));
        }
    }

    [Fact]
    public void EFI_LOADED_IMAGE_PROTOCOL() =>
        AssertLayout<LoadedImageProtocol>(
            96,
            LoadedImageProtocol.SizeBytes,
            ("Revision", 0),
            ("ParentHandle", 8),
            ("SystemTable", 16),
            ("DeviceHandle", 24),
            ("FilePath", 32),
            ("Reserved", 40),
            ("LoadOptionsSizeBytes", 48),
            ("LoadOptions", 56),
            ("ImageBase", 64),
            ("ImageSizeBytes", 72),
            ("ImageCodeType", 80),
            ("ImageDataType", 84),
            ("Unload", 88)
        );

    [Fact]
    public void EFI_SIMPLE_FILE_SYSTEM_PROTOCOL() =>
        AssertLayout<SimpleFileSystemProtocol>(
            16,
            SimpleFileSystemProtocol.SizeBytes,
            ("Revision", 0),
            ("OpenVolume", 8)
        );

    [Fact]
    public void EFI_FILE_PROTOCOL() =>
        AssertLayout<FileProtocol>(
            88,
            FileProtocol.SizeBytes,
            ("Revision", 0),
            ("Open", 8),
            ("Close", 16),
            ("Delete", 24),
            ("Read", 32),
            ("Write", 40),
            ("GetPosition", 48),
            ("SetPosition", 56),
            ("GetInfo", 64),
            ("SetInfo", 72),
            ("Flush", 80)
        );

    [Fact]
    public void EFI_FILE_INFO() =>
        AssertLayout<EfiFileInfo>(
            592,
            EfiFileInfo.SizeBytes,
            ("InfoSizeBytes", 0),
            ("FileSizeBytes", 8),
            ("PhysicalSizeBytes", 16),
            ("Created", 24),
            ("LastAccess", 40),
            ("Modified", 56),
            ("Attributes", 72),
            ("Name", 80)
        );

    [Fact]
    public void EFI_GRAPHICS_OUTPUT_PROTOCOL() =>
        AssertLayout<GraphicsOutputProtocol>(
            32,
            GraphicsOutputProtocol.SizeBytes,
            ("QueryMode", 0),
            ("SetMode", 8),
            ("Blt", 16),
            ("Mode", 24)
        );

    [Fact]
    public void EFI_GRAPHICS_OUTPUT_PROTOCOL_MODE() =>
        AssertLayout<GraphicsMode>(
            40,
            GraphicsMode.SizeBytes,
            ("ModeCount", 0),
            ("CurrentMode", 4),
            ("Information", 8),
            ("InformationSizeBytes", 16),
            ("FramebufferStart", 24),
            ("FramebufferSizeBytes", 32)
        );

    [Fact]
    public void EFI_GRAPHICS_OUTPUT_BLT_PIXEL()
    {
        Assert.Equal(4, Unsafe.SizeOf<GraphicsPixel>());
        Assert.Equal(4, GraphicsPixel.SizeBytes);
        GraphicsPixel pixel = MemoryMarshal.Read<GraphicsPixel>([3, 2, 1, 0]);
        Assert.Equal((1, 2, 3), (pixel.Red, pixel.Green, (int)pixel.Blue));
        Assert.Equal(new GraphicsPixel(red: 1, green: 2, blue: 3), pixel);
    }

    [Fact]
    public void EFI_GRAPHICS_OUTPUT_MODE_INFORMATION() =>
        AssertLayout<GraphicsModeInformation>(
            36,
            GraphicsModeInformation.SizeBytes,
            ("Version", 0),
            ("HorizontalResolution", 4),
            ("VerticalResolution", 8),
            ("PixelFormat", 12),
            ("RedMask", 16),
            ("GreenMask", 20),
            ("BlueMask", 24),
            ("ReservedMask", 28),
            ("PixelsPerScanLine", 32)
        );

    [Fact]
    public void EFI_SIMPLE_TEXT_OUTPUT_PROTOCOL() =>
        AssertLayout<SimpleTextOutputProtocol>(
            80,
            SimpleTextOutputProtocol.SizeBytes,
            ("Reset", 0),
            ("OutputString", 8),
            ("TestString", 16),
            ("QueryMode", 24),
            ("SetMode", 32),
            ("SetAttribute", 40),
            ("ClearScreen", 48),
            ("SetCursorPosition", 56),
            ("EnableCursor", 64),
            ("Mode", 72)
        );

    [Fact]
    public void SIMPLE_TEXT_OUTPUT_MODE() =>
        AssertLayout<SimpleTextOutputMode>(
            24,
            SimpleTextOutputMode.SizeBytes,
            ("ModeCount", 0),
            ("CurrentMode", 4),
            ("Attribute", 8),
            ("CursorColumn", 12),
            ("CursorRow", 16),
            ("CursorIsVisible", 20)
        );

    [Fact]
    public void EFI_SIMPLE_TEXT_INPUT_PROTOCOL() =>
        AssertLayout<SimpleTextInputProtocol>(
            24,
            SimpleTextInputProtocol.SizeBytes,
            ("Reset", 0),
            ("ReadKeyStroke", 8),
            ("WaitForKey", 16)
        );

    [Fact]
    public void EFI_LOAD_FILE2_PROTOCOL() =>
        AssertLayout<LoadFile2Protocol>(8, LoadFile2Protocol.SizeBytes, ("LoadFile", 0));

    [Fact]
    public void EFI_RNG_PROTOCOL() =>
        AssertLayout<RngProtocol>(16, RngProtocol.SizeBytes, ("GetInfo", 0), ("GetRng", 8));

    [Fact]
    public void EFI_BLOCK_IO_PROTOCOL() =>
        AssertLayout<BlockIoProtocol>(
            48,
            BlockIoProtocol.SizeBytes,
            ("Revision", 0),
            ("Media", 8),
            ("Reset", 16),
            ("ReadBlocks", 24),
            ("WriteBlocks", 32),
            ("FlushBlocks", 40)
        );

    [Fact]
    public void EFI_BLOCK_IO_MEDIA() =>
        AssertLayout<BlockIoMedia>(
            32,
            BlockIoMedia.SizeBytes,
            ("MediaId", 0),
            ("States", 4),
            ("WriteCaching", 8),
            ("BlockSize", 12),
            ("IoAlign", 16),
            ("LastBlock", 24)
        );

    [Fact]
    public void EFI_CPU_ARCH_PROTOCOL() =>
        AssertLayout<CpuArchProtocol>(
            72,
            CpuArchProtocol.SizeBytes,
            ("FlushDataCache", 0),
            ("EnableInterrupt", 8),
            ("DisableInterrupt", 16),
            ("GetInterruptState", 24),
            ("Init", 32),
            ("RegisterInterruptHandler", 40),
            ("GetTimerValue", 48),
            ("SetMemoryAttributes", 56),
            ("NumberOfTimers", 64),
            ("DmaBufferAlignmentBytes", 68)
        );

    [Fact]
    public void EFI_TCG2_PROTOCOL() =>
        AssertLayout<Tcg2Protocol>(
            56,
            Tcg2Protocol.SizeBytes,
            ("GetCapability", 0),
            ("GetEventLog", 8),
            ("HashLogExtendEvent", 16),
            ("SubmitCommand", 24),
            ("GetActivePcrBanks", 32),
            ("SetActivePcrBanks", 40),
            ("GetResultOfSetActivePcrBanks", 48)
        );

    [Fact]
    public void EFI_CC_MEASUREMENT_PROTOCOL() =>
        AssertLayout<CcMeasurementProtocol>(
            32,
            CcMeasurementProtocol.SizeBytes,
            ("GetCapability", 0),
            ("GetEventLog", 8),
            ("HashLogExtendEvent", 16),
            ("MapPcrToMrIndex", 24)
        );

    [Fact]
    public void SHIM_LOCK() =>
        AssertLayout<ShimLockProtocol>(24, ShimLockProtocol.SizeBytes, ("Verify", 0), ("Hash", 8), ("Context", 16));

    [Fact]
    public void EFI_SECURITY2_ARCH_PROTOCOL() =>
        AssertLayout<Security2ArchProtocol>(8, Security2ArchProtocol.SizeBytes, ("FileAuthentication", 0));

    [Fact]
    public void EFI_DT_FIXUP_PROTOCOL() =>
        AssertLayout<DeviceTreeFixupProtocol>(16, DeviceTreeFixupProtocol.SizeBytes, ("Revision", 0), ("Fixup", 8));

    [Fact]
    public void EFI_SYSTEM_CONTEXT_AARCH64() =>
        AssertLayout<SystemContextAArch64>(
            808,
            SystemContextAArch64.SizeBytes,
            ("LinkRegister", 240),
            ("ReturnAddress", 768),
            ("Syndrome", 792),
            ("FaultAddress", 800)
        );

    [Fact]
    public void EFI_CAPSULE_HEADER() =>
        AssertLayout<CapsuleHeader>(
            28,
            CapsuleHeader.SizeBytes,
            ("Guid", 0),
            ("HeaderSizeBytes", 16),
            ("Flags", 20),
            ("CapsuleSizeBytes", 24)
        );

    [Fact]
    public void EFI_INPUT_KEY()
    {
        Assert.Equal(4, Unsafe.SizeOf<InputKey>());
        Assert.Equal(4, InputKey.SizeBytes);
        InputKey key = MemoryMarshal.Read<InputKey>([0x17, 0, 0x0d, 0]);
        Assert.Equal((0x17, 0x0d), (key.ScanCode, key.UnicodeChar));
    }

    /// <summary>
    /// The bytes that Linux documents for its initrd (include/linux/efi.h, LINUX_EFI_INITRD_MEDIA_GUID).
    /// </summary>
    [Fact]
    public void EFI_DEVICE_PATH_PROTOCOL()
    {
        Assert.Equal(4, Unsafe.SizeOf<DevicePathProtocol>());
        Assert.Equal(4, DevicePathProtocol.SizeBytes);
        Assert.Equal(24, Unsafe.SizeOf<VendorMediaDevicePath>());
        Assert.Equal(24, VendorMediaDevicePath.SizeBytes);
        VendorMediaDevicePath path = VendorMediaDevicePath.Of(WellKnownGuids.LinuxInitrdMedia);
        Assert.Equal(
            [4, 3, 20, 0, .. new Guid("5568e427-68fc-4f3d-ac74-ca555231cc68").ToByteArray(), 0x7f, 0xff, 4, 0],
            MemoryMarshal.AsBytes(new ReadOnlySpan<VendorMediaDevicePath>(in path)).ToArray()
        );
    }

    /// <summary>Those to come, too: a structure that says its size has that size.</summary>
    [Fact]
    public void Every_structure_is_as_large_as_it_says()
    {
        (string Name, int Declared, int Actual)[] structures =
        [
            .. from type in typeof(IProtocol).Assembly.GetTypes()
            where type.Namespace is "Keelson.Uefi" or "Keelson.Uefi.Protocols" && type.IsValueType
            let declared = type.GetField("SizeBytes")
            where declared is not null
            select (type.Name, (int)declared.GetRawConstantValue()!, SizeOf(type)),
        ];
        Assert.Contains(structures, one => one.Name == nameof(Tcg2Protocol));
        Assert.All(structures, one => Assert.Equal(one.Declared, one.Actual));
    }

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    [Fact]
    public void EFI_TIME()
    {
        Assert.Equal(16, Unsafe.SizeOf<EfiTime>());
        Assert.Equal(16, EfiTime.SizeBytes);
        EfiTime time = MemoryMarshal.Read<EfiTime>([
            0xea,
            0x07,
            2,
            3,
            4,
            5,
            6,
            0xaa,
            0x15,
            0xcd,
            0x5b,
            0x07,
            0xc4,
            0xff,
            1,
            0xaa,
        ]);
        Assert.Equal((2026, 2, 3, 4, 5, 6), (time.Year, time.Month, time.Day, time.Hour, time.Minute, time.Second));
        Assert.Equal((123456789u, (short)-60, (byte)1), (time.Nanosecond, time.TimeZone, time.Daylight));
        Assert.True(time.IsInRange);
    }

    [Fact]
    public void EFI_RT_PROPERTIES_TABLE()
    {
        Assert.Equal(8, Unsafe.SizeOf<RtPropertiesTable>());
        Assert.Equal(8, RtPropertiesTable.SizeBytes);
        RtPropertiesTable table = MemoryMarshal.Read<RtPropertiesTable>([1, 0, 8, 0, 0xff, 0x3f, 0, 0]);
        Assert.Equal(
            (RtPropertiesTable.CurrentVersion, 8, 0x3fffu),
            (table.Version, table.LengthBytes, table.Supported)
        );
    }

    private static void AssertSignature(string expected, ulong signature)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, signature);
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(bytes));
    }
}
