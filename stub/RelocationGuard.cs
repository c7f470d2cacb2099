using System;
using System.Runtime.CompilerServices;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// SetVirtualAddressMap, which may take an exception: under vectors and tables of our own (stub/Boot, for stub/Loader
/// too), or with what the firmware offers (stub/Alone).
/// </summary>
internal static partial class RelocationGuard
{
    /// <summary>
    /// A success that converted nothing is none: most kernels follow the pointers. The kernel-shim does not, and says
    /// more of it.
    /// </summary>
    public static bool MustConvert { get; set; }

    [InlineArray(SystemTable.SizeBytes / sizeof(ulong))]
    private struct SystemTableWords
    {
        private ulong _first;
    }

    [InlineArray(BootTimeRuntimeServices.Count)]
    private struct ServicePointers
    {
        private ulong _first;
    }

    // As they were before the call.
    private static SystemTableWords s_table;
    private static ServicePointers s_services;

    /// <summary>A call after it asks whether another one is refused.</summary>
    private static bool s_isConverted;

    /// <summary>The newest memory map, in the buffer that it stays in.</summary>
    public static void See(Span<byte> map, in MemoryMapInfo info) => Remember(map, info);

    public static EfiStatus ExitBootServices(BootServices boot, ulong mapKey)
    {
        bool isChecked = false;
        EfiStatus status = EfiStatus.Aborted;
        CallExit(boot, mapKey, ref isChecked, ref status);
        return isChecked ? status : boot.ExitBootServices(EfiApplication.ImageHandle, mapKey);
    }

    public static EfiStatus SetVirtualAddressMap(
        ReadOnlySpan<byte> map,
        ulong descriptorSizeBytes,
        uint descriptorVersion
    )
    {
        if (s_isConverted)
        {
            return Call(map, descriptorSizeBytes, descriptorVersion);
        }
        EfiSystem system = EfiApplication.System;
        BootTimeRuntimeServices runtime = EfiApplication.Runtime;
        system.Table.CopyTo(s_table);
        runtime.Pointers.CopyTo(s_services);
        // Boot services are gone: only a port of our own is written to.
        Log.WriteLine($"calling SetVirtualAddressMap");
        EfiStatus status = Call(map, descriptorSizeBytes, descriptorVersion);
        int stride = (int)descriptorSizeBytes;
        if (
            status == EfiStatus.Success
            && MustConvert
            && !(
                // Or the kernel finds neither tables nor memory.
                system.Table[0] == s_table[0]
                && PointerConversion.IsDone(map, stride, runtime.Address.Value, system.Runtime.Address.Value)
                && PointerConversion.AreServicesDone(map, stride, s_services, runtime.Pointers)
            )
        )
        {
            status = EfiStatus.ProtocolError;
        }
        if (status == EfiStatus.Success)
        {
            s_isConverted = true;
        }
        else
        {
            // The kernel gets no virtual addresses: what was converted before it failed would lead it nowhere.
            ((ReadOnlySpan<ulong>)s_table).CopyTo(system.Table);
        }
        return status;
    }

    /// <summary>What was seen, for the kernel and for the console.</summary>
    public static void Record(scoped ref BootExit<Firmware> exit) => Tell(ref exit);

    private static void TellFault(scoped ReadOnlySpan<byte> what, ulong syndrome, ulong address, ulong instruction) =>
        Log.WriteLine($"{what} took an exception: ESR 0x{syndrome:x}, FAR 0x{address:x}, ELR 0x{instruction:x}");

    static partial void CallExit(BootServices boot, ulong mapKey, ref bool isChecked, ref EfiStatus status);

    static partial void Remember(Span<byte> map, in MemoryMapInfo info);

    /// <summary>EFI_ABORTED where an exception ended it.</summary>
    private static partial EfiStatus Call(ReadOnlySpan<byte> map, ulong descriptorSizeBytes, uint descriptorVersion);

    static partial void Tell(scoped ref BootExit<Firmware> exit);
}
