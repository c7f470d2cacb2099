using System;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// SetVirtualAddressMap under vectors and tables of our own. The stub alone leaves them out (stub/Boot has them, for
/// stub/Loader too).
/// </summary>
internal static partial class RelocationGuard
{
    /// <summary>
    /// A success that converted nothing is none: most kernels follow the pointers. The kernel-shim does not, and says
    /// more of it.
    /// </summary>
    public static bool MustConvert { get; set; }

    /// <summary>The newest memory map, in the buffer that it stays in.</summary>
    public static void See(Span<byte> map, MemoryMapInfo info) => Remember(map, info);

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
        bool isGuarded = false;
        EfiStatus status = EfiStatus.Aborted;
        Call(map, descriptorSizeBytes, descriptorVersion, ref isGuarded, ref status);
        if (!isGuarded)
        {
            status = EfiApplication.Runtime.SetVirtualAddressMap(map, descriptorSizeBytes, descriptorVersion);
        }
        bool isDone =
            !MustConvert
            || PointerConversion.IsDone(
                map,
                (int)descriptorSizeBytes,
                EfiApplication.Runtime.Address.Value,
                EfiApplication.System.Runtime.Address.Value
            );
        return status == EfiStatus.Success && !isDone ? EfiStatus.ProtocolError : status;
    }

    /// <summary>What was seen, for the kernel and for the console.</summary>
    public static void Record(scoped ref BootExit<Firmware> exit) => Tell(ref exit);

    static partial void CallExit(BootServices boot, ulong mapKey, ref bool isChecked, ref EfiStatus status);

    static partial void Remember(Span<byte> map, MemoryMapInfo info);

    static partial void Call(
        ReadOnlySpan<byte> map,
        ulong descriptorSizeBytes,
        uint descriptorVersion,
        ref bool isGuarded,
        ref EfiStatus status
    );

    static partial void Tell(scoped ref BootExit<Firmware> exit);
}
