using System;
using Keelson.Uefi;

namespace Keelson.Handover;

/// <summary>What kept the stub from handing over.</summary>
public enum BootExitError
{
    None,

    /// <summary>GetMemoryMap failed before anything was given up.</summary>
    NoMemoryMap,

    /// <summary>The map that GetMemoryMap gave breaks the rules of <see cref="MemoryMapError"/>.</summary>
    BadMemoryMap,
    OutOfMemory,

    /// <summary>The firmware's device tree is damaged, or did not fit.</summary>
    BadDeviceTree,

    /// <summary>ExitBootServices refused every time. The firmware may be half shut down.</summary>
    ExitRefused,

    /// <summary>ExitBootServices failed once, and then the map no longer fitted the buffer there was.</summary>
    MapOutgrewBuffer,
}

public static class BootExitErrorText
{
    public static ReadOnlySpan<byte> Text(this BootExitError error) =>
        error switch
        {
            BootExitError.None => "boot services exited"u8,
            BootExitError.NoMemoryMap => "GetMemoryMap failed"u8,
            BootExitError.BadMemoryMap => "invalid memory map"u8,
            BootExitError.OutOfMemory => "out of memory"u8,
            BootExitError.BadDeviceTree => "invalid device tree"u8,
            BootExitError.ExitRefused => "ExitBootServices failed"u8,
            _ => "memory map larger than its buffer after ExitBootServices"u8,
        };
}
