using System.Runtime;
using System.Runtime.CompilerServices;
using Keelson.Addresses;

namespace Keelson.Arch.Arm64;

/// <summary>Fills memory as fast as plain stores go.</summary>
public static class PhysicalFill
{
    [RuntimeImport("*", "FillMemory")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern void FillMemory(ulong start, ulong end, ulong pattern);

    /// <param name="start">Mapped writable; a multiple of 128.</param>
    /// <param name="sizeBytes">A multiple of 128.</param>
    /// <param name="pattern">Repeated every 8 bytes.</param>
    public static void Fill(VirtualAddress start, ulong sizeBytes, ulong pattern) =>
        FillMemory(start.Value, start.Value + sizeBytes, pattern);

    [RuntimeImport("*", "FindDifference")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    private static extern ulong FindDifference(ulong start, ulong end, ulong pattern);

    /// <returns>The first 128 bytes that do not hold the pattern throughout; the end where all do.</returns>
    public static VirtualAddress FindDifference(VirtualAddress start, ulong sizeBytes, ulong pattern) =>
        new(FindDifference(start.Value, start.Value + sizeBytes, pattern));
}
