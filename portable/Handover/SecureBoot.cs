using Keelson.DeviceTree;
using Keelson.Uefi;

namespace Keelson.Handover;

/// <summary>
/// Whether Secure Boot is on, from two global variables (UEFI 2.10, 32.3) and one of shim's, as Linux decides it
/// (include/linux/efi.h, efi_get_secureboot_mode; libstub/secureboot.c): off only where the firmware says so, or the
/// user has told shim, sitting at the machine.
/// </summary>
public static class SecureBoot
{
    /// <param name="secureBootStatus">Of reading <c>SecureBoot</c>.</param>
    /// <param name="secureBoot">Its value.</param>
    /// <param name="setupModeStatus">Of reading <c>SetupMode</c>.</param>
    /// <param name="setupMode">Its value; 1 means that no platform key is enrolled, so nothing is enforced.</param>
    public static SecureBootState Decide(
        EfiStatus secureBootStatus,
        byte secureBoot,
        EfiStatus setupModeStatus,
        byte setupMode
    )
    {
        if (secureBootStatus == EfiStatus.NotFound)
        {
            return SecureBootState.Disabled;
        }

        if (secureBootStatus != EfiStatus.Success)
        {
            return SecureBootState.Unknown;
        }

        bool hasNoKey = setupModeStatus == EfiStatus.Success && setupMode == 1;
        return hasNoKey ? SecureBootState.SetupMode
            : secureBoot == 0 ? SecureBootState.Disabled
            : SecureBootState.Enabled;
    }

    /// <summary>Where the firmware's variables say <see cref="SecureBootState.Enabled"/>.</summary>
    /// <param name="status">Of reading <c>MokSBStateRT</c>.</param>
    /// <param name="value">Its value; 1 where shim checks nothing.</param>
    /// <param name="attributes">
    /// Its own: shim makes it at each boot, so one that outlives a boot is somebody else's.
    /// </param>
    public static SecureBootState DecideByShim(EfiStatus status, byte value, VariableAttributes attributes) =>
        status == EfiStatus.Success && value == 1 && (attributes & VariableAttributes.NonVolatile) == 0
            ? SecureBootState.OffInShim
            : SecureBootState.Enabled;

    /// <summary>What a kernel is told; one that is told nothing was not started by a stub that knows.</summary>
    public static bool IsEnforcedIn(in DeviceTreeBlob tree) =>
        tree.TryFindNode(ChosenNames.Path, out DeviceTreeNode chosen)
        && chosen.TryGetProperty(ChosenNames.SecureBoot, out DeviceTreeProperty property)
        && property.TryReadUInt32(out uint state)
        && (SecureBootState)state is not (SecureBootState.Unset or SecureBootState.Disabled);

    /// <summary>Linux counts set-up mode as off, and has no number for shim's.</summary>
    public static uint ForKernel(this SecureBootState state) =>
        (uint)(state > SecureBootState.Enabled ? SecureBootState.Disabled : state);
}
