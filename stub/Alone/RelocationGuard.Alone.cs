using System;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Handover;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>An exception costs the runtime services, not the boot; there is no room for vectors and tables.</summary>
internal static partial class RelocationGuard
{
    private static partial EfiStatus Call(ReadOnlySpan<byte> map, ulong descriptorSizeBytes, uint descriptorVersion) =>
        EndableCall.Invoke(
            EfiApplication.Runtime.SetVirtualAddressMapAddress,
            (ulong)map.Length,
            descriptorSizeBytes,
            descriptorVersion,
            Firmware.AddressOf(map).Value
        );

    static partial void Tell(scoped ref BootExit<Firmware> exit)
    {
        if (EndedCall.Syndrome != 0)
        {
            TellFault("SetVirtualAddressMap"u8, EndedCall.Syndrome, EndedCall.FaultAddress, EndedCall.Instruction);
        }
    }
}
