using System;
using Keelson.DevicePaths;
using Keelson.Efi;
using Keelson.Uefi;

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

    public static void Export(EfiSystem system, nint imageHandle, scoped in OwnImage image, int profile)
    {
        LoaderVariables variables = new(system);
        BootIdentity identity = new(system, variables);
        Span<byte> path = stackalloc byte[LoaderVariables.MaximumTextBytes];
        path = path[..DevicePath.WriteFile(new DevicePath(image.FilePath), path)];
        variables.Set(KnownVariable.StubInfo, "keelson-stub"u8);
        variables.SetBits(KnownVariable.StubFeatures, Features);
        variables.Set(KnownVariable.StubProfile, (ulong)profile);
        identity.ExportPartition(KnownVariable.StubDevicePartition, imageHandle);
        if (!path.IsEmpty)
        {
            variables.Set(KnownVariable.StubImageIdentifier, path);
        }
        if (!variables.Exists(KnownVariable.LoaderDevicePartition))
        {
            identity.ExportPartition(KnownVariable.LoaderDevicePartition, imageHandle);
        }
        if (!path.IsEmpty && !variables.Exists(KnownVariable.LoaderImageIdentifier))
        {
            variables.Set(KnownVariable.LoaderImageIdentifier, path);
        }
        if (!variables.Exists(KnownVariable.LoaderFirmwareInfo))
        {
            identity.ExportFirmware();
        }
    }
}
