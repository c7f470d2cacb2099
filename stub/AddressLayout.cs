using System;
using Keelson.Addresses;
using Keelson.Handover;
using Keelson.RuntimeServices;
using Keelson.Uefi;

namespace Keelson.Stub;

/// <summary>
/// How the runtime regions get their virtual addresses: as Linux's stub chooses them. stub/Boot has the other ways.
/// </summary>
internal static partial class AddressLayout
{
    /// <summary>The first of them.</summary>
    public static VirtualAddress Start
    {
        get
        {
            VirtualAddress start = RuntimeLayout.VirtualBase;
            TellStart(ref start);
            return start;
        }
    }

    /// <summary>What the command line asks for, tried while it can be refused.</summary>
    /// <returns>False where it cannot be had; the reason is on the console.</returns>
    public static bool TryChoose(ReadOnlySpan<byte> commandLine, scoped in HandoverRequest request, Firmware firmware)
    {
        bool isRefused = false;
        Choose(commandLine, in request, firmware, ref isRefused);
        return !isRefused;
    }

    public static RuntimeLayoutError Assign(in MemoryMapView map, Span<byte> scratch, out RuntimeLayoutSummary layout)
    {
        layout = default;
        bool isDone = false;
        RuntimeLayoutError error = RuntimeLayoutError.None;
        AssignOther(map, scratch, ref layout, ref error, ref isDone);
        return isDone ? error : RuntimeLayout.Assign(in map, scratch, RuntimeLayout.VirtualBase, out layout);
    }

    static partial void TellStart(ref VirtualAddress start);

    static partial void Choose(
        ReadOnlySpan<byte> commandLine,
        scoped in HandoverRequest request,
        Firmware firmware,
        ref bool isRefused
    );

    static partial void AssignOther(
        in MemoryMapView map,
        Span<byte> scratch,
        ref RuntimeLayoutSummary layout,
        ref RuntimeLayoutError error,
        ref bool isDone
    );
}
