using System;
using Keelson.DeviceTree;
using Keelson.Findings;

namespace Keelson.Handover;

/// <summary>Whose fault it is that a kernel cannot be entered.</summary>
public static class BootExitFinding
{
    /// <summary>None where it need not be the firmware's.</summary>
    /// <param name="error">What <see cref="BootExit{TFirmware}"/> ended with.</param>
    /// <param name="tree">And why, where it was the device tree.</param>
    public static FindingId Of(BootExitError error, DeviceTreeError tree) =>
        error switch
        {
            BootExitError.BadDeviceTree when tree == DeviceTreeError.NoSpace => FindingId.None,
            BootExitError.NoMemoryMap or BootExitError.BadMemoryMap => FindingId.MemoryMapUnusable,
            BootExitError.ExitRefused or BootExitError.MapOutgrewBuffer => FindingId.ExitRefused,
            BootExitError.BadDeviceTree => FindingId.DeviceTreeUnusable,
            _ => FindingId.None,
        };

    /// <summary>What the finding is about.</summary>
    public static ReadOnlySpan<byte> Subject(BootExitError error) =>
        error switch
        {
            BootExitError.NoMemoryMap or BootExitError.BadMemoryMap => "GetMemoryMap"u8,
            BootExitError.BadDeviceTree => "device tree"u8,
            _ => "ExitBootServices"u8,
        };
}
