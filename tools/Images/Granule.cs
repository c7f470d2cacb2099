namespace Keelson.Tools.Images;

/// <summary>Translation granule of a kernel image, in bytes (Arm ARM, D8.1).</summary>
internal enum Granule
{
    Size4K = 0x1000,
    Size16K = 0x4000,
    Size64K = 0x1_0000,
}
