using System;
using Keelson.DevicePaths;
using Keelson.Efi;

namespace Keelson.Stub;

/// <summary>
/// What a stub tells the system of itself, and where no boot loader has, of the machine too (systemd-stub(7), "EFI
/// Variables").
/// </summary>
internal static class StubState
{
    /// <summary>
    /// Partition of the loader, credentials, system extensions, three registers, command lines and trees of add-ons,
    /// a command line out of SMBIOS, configuration extensions, profiles, partition of the stub (systemd,
    /// src/fundamental/efivars-fundamental.h, EFI_STUB_FEATURE_*). Not the random seed.
    /// </summary>
    private const ulong Features = 0x7ef;

    public static void Export(EfiSystem system, nint imageHandle, OwnImage image, int profile)
    {
        LoaderVariables variables = new(system);
        BootIdentity identity = new(system, variables);
        Span<byte> path = stackalloc byte[LoaderVariables.MaximumTextBytes];
        path = path[..DevicePath.WriteFile(new DevicePath(image.FilePath), path)];
        variables.Set("StubInfo", "keelson-stub"u8);
        variables.SetBits("StubFeatures", Features);
        variables.Set("StubProfile", (ulong)profile);
        identity.ExportPartition("StubDevicePartUUID", imageHandle);
        if (!path.IsEmpty)
        {
            variables.Set("StubImageIdentifier", path);
        }
        if (!variables.Exists("LoaderDevicePartUUID"))
        {
            identity.ExportPartition("LoaderDevicePartUUID", imageHandle);
        }
        if (!path.IsEmpty && !variables.Exists("LoaderImageIdentifier"))
        {
            variables.Set("LoaderImageIdentifier", path);
        }
        if (!variables.Exists("LoaderFirmwareInfo"))
        {
            identity.ExportFirmware();
        }
    }
}
