using Keelson.Efi;
using Keelson.Handover;

namespace Keelson.Stub;

/// <summary>
/// What goes beyond booting, for the sake of the kernel-shim's report. The stub alone leaves it out (stub/Boot has it):
/// there the kernel is somebody else's.
/// </summary>
internal static partial class SelfTest
{
    /// <summary>Brings the report of an earlier run to the volume.</summary>
    /// <returns>True where that run ended only so that its report is read: there is nothing else to do.</returns>
    public static bool HasDelivered(EfiSystem system, nint imageHandle, in PlatformTables platform, Firmware firmware)
    {
        bool delivered = false;
        Deliver(system, imageHandle, in platform, firmware, ref delivered);
        return delivered;
    }

    /// <summary>Patches 4/8 and 5/8 in the running firmware, for the record.</summary>
    public static void Prepare(Firmware firmware, scoped ref BootExit<Firmware> exit) =>
        MeasureAllocations(firmware, ref exit);

    /// <summary>Has SetVirtualAddressMap called twice where it is known to refuse.</summary>
    public static void Extend(scoped ref HandoverRequest request, EfiSystem system) =>
        ProbeSecondCall(ref request, system);

    static partial void Deliver(
        EfiSystem system,
        nint imageHandle,
        in PlatformTables platform,
        Firmware firmware,
        ref bool delivered
    );

    static partial void MeasureAllocations(Firmware firmware, scoped ref BootExit<Firmware> exit);

    static partial void ProbeSecondCall(scoped ref HandoverRequest request, EfiSystem system);
}
