using Keelson.Addresses;

namespace Keelson.Images;

/// <summary>
/// Where an initial ramdisk may lie: with the kernel within 32 GB that begin on a multiple of 1 GB (Linux,
/// Documentation/arch/arm64/booting.rst, "Setup the device tree").
/// </summary>
public readonly struct InitrdWindow(PhysicalRange kernel)
{
    private const ulong Alignment1G = 0x4000_0000;
    private const ulong SizeBytes = 0x8_0000_0000;

    private readonly PhysicalRange _kernel = kernel;

    /// <summary>The last byte of the highest window that holds all of the kernel.</summary>
    public PhysicalAddress Highest => _kernel.Start.AlignDown(Alignment1G) + (SizeBytes - 1);

    /// <summary>A kernel that starts itself has no place yet, and puts its initial ramdisk where it likes.</summary>
    public bool Covers(PhysicalRange initrd)
    {
        if (_kernel.IsEmpty)
        {
            return true;
        }

        PhysicalAddress start = (initrd.Start < _kernel.Start ? initrd.Start : _kernel.Start).AlignDown(Alignment1G);
        PhysicalAddress end = initrd.End > _kernel.End ? initrd.End : _kernel.End;
        return end - start <= SizeBytes;
    }
}
