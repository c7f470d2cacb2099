using System;
using Keelson.DevicePaths;
using Keelson.Efi;
using Keelson.Text;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// What a boot loader, or a stub that none has started, says of the firmware and of where it came from (systemd, Boot
/// Loader Interface).
/// </summary>
internal readonly ref struct BootIdentity(EfiSystem system, LoaderVariables variables)
{
    public void ExportFirmware()
    {
        Span<byte> text = stackalloc byte[LoaderVariables.MaximumTextBytes];
        int length = Utf8.FromUtf16(system.Vendor, text);
        ExportVersion(KnownVariable.LoaderFirmwareInfo, text[..length], system.FirmwareRevision);
        ExportVersion(KnownVariable.LoaderFirmwareType, "UEFI"u8, system.UefiRevision);
    }

    /// <summary>The partition that an image came from, if it is on one.</summary>
    public void ExportPartition(KnownVariable variable, nint imageHandle)
    {
        Span<byte> text = stackalloc byte[LoaderVariables.MaximumTextBytes];
        DevicePath path = new(system.DevicePathOf(Volume.DeviceOf(system, imageHandle)));
        if (DevicePath.TryFindPartition(path, out EfiGuid partition))
        {
            variables.Set(variable, text[..partition.Write(text)]);
        }
    }

    private void ExportVersion(KnownVariable variable, scoped ReadOnlySpan<byte> whose, uint revision)
    {
        uint minor = revision & 0xffff;
        variables.Set(variable, $"{whose} {revision >> 16}.{(minor < 10 ? "0"u8 : default)}{minor}");
    }
}
