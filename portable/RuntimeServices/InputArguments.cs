using System;
using Keelson.Uefi;

namespace Keelson.RuntimeServices;

/// <summary>Which arguments of a service lead to what it may only read (IN in UEFI 2.10, chapter 8).</summary>
public static class InputArguments
{
    /// <summary>By service: a bit for each pointer, the first argument's lowest.</summary>
    private static ReadOnlySpan<byte> Pointers =>
        [
            0, // GetTime
            1, // SetTime: the time
            0, // GetWakeupTime
            2, // SetWakeupTime: the time
            0, // SetVirtualAddressMap, which a kernel calls through no gate
            0, // ConvertPointer
            3, // GetVariable: name, vendor
            0, // GetNextVariableName
            19, // SetVariable: name, vendor, data
            0, // GetNextHighMonotonicCount
            0, // ResetSystem
            1, // UpdateCapsule: its array of headers
            1, // QueryCapsuleCapabilities: the same
            0, // QueryVariableInfo
        ];

    public static uint Of(RuntimeService service) => Pointers[(int)service];
}
