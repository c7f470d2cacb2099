using System;
using System.Runtime.InteropServices;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;

namespace Keelson.Guests.Hostile;

/// <summary>
/// <c>attributes-K</c>: an <c>EFI_MEMORY_ATTRIBUTE_PROTOCOL</c> that tells each call and does nothing; the K-th fails
/// (0: none).
/// </summary>
internal static class OfferedProtections
{
    private static uint s_failing;
    private static uint s_count;

    // SAFETY: the functions last until boot services end.
    public static unsafe bool TryApply(EfiSystem system, ReadOnlySpan<char> setting)
    {
        if (
            !Setting.TryNumber(setting, "attributes-", out uint failing)
            || system.Boot.AllocateProtocol(
                MemoryType.BootServicesData,
                out ProtocolInterface<MemoryAttributeProtocol> made
            ) != EfiStatus.Success
        )
        {
            return false;
        }
        s_failing = failing;
        made.Value.SetMemoryAttributes = (ulong)(delegate* unmanaged<nint, ulong, ulong, ulong, ulong>)&Set;
        made.Value.ClearMemoryAttributes = (ulong)(delegate* unmanaged<nint, ulong, ulong, ulong, ulong>)&Clear;
        nint handle = 0;
        return system.Boot.InstallProtocol(ref handle, made) == EfiStatus.Success;
    }

    [UnmanagedCallersOnly]
    private static ulong Set(nint self, ulong start, ulong sizeBytes, ulong attributes) =>
        Tell("set"u8, start, sizeBytes, attributes);

    [UnmanagedCallersOnly]
    private static ulong Clear(nint self, ulong start, ulong sizeBytes, ulong attributes) =>
        Tell("cleared"u8, start, sizeBytes, attributes);

    private static ulong Tell(ReadOnlySpan<byte> what, ulong start, ulong sizeBytes, ulong attributes)
    {
        EfiStatus status =
            ++s_count == s_failing ? EfiStatus.Unsupported
            : ((start | sizeBytes) & (MemoryDescriptor.PageSizeBytes - 1)) != 0 ? EfiStatus.InvalidParameter
            : EfiStatus.Success;
        EfiApplication.WriteLine($"hostile: {what} 0x{attributes:x} at 0x{start:x}, {sizeBytes} bytes: {status}");
        return (ulong)status;
    }
}
