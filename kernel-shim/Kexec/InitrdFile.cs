using System;
using Keelson.Addresses;
using Keelson.Handover;
using Keelson.Images;

namespace Keelson.KernelShim;

/// <summary>A file of the initrd that kexec needs; without it the machine stops.</summary>
internal static class InitrdFile
{
    /// <param name="place">Where it lies. It can stay there: that memory is not used otherwise.</param>
    public static ReadOnlySpan<byte> Find(
        KernelHandover handover,
        scoped ReadOnlySpan<byte> name,
        out PhysicalRange place
    )
    {
        ReadOnlySpan<byte> file = default;
        ReadOnlySpan<byte> initrd = handover.Initrd.IsEmpty
            ? default
            : PhysicalMemory.Bytes(handover.Initrd.Start, handover.Initrd.SizeBytes);
        if (!new CpioArchive(initrd).TryFind(name, out file, out uint offset))
        {
            Panic.Stop($"kexec refused: no file {name} in the initrd");
        }
        place = PhysicalRange.FromSize(handover.Initrd.Start + offset, (ulong)file.Length);
        return file;
    }
}
