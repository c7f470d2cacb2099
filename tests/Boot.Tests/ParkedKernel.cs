using System.Buffers.Binary;
using System.Text;
using Keelson.Paging;
using Keelson.Tools.Images;

namespace Keelson.Boot.Tests;

/// <summary>
/// A kernel that sleeps from its first instruction on: what it was handed stays as it was for a test to read
/// (<see cref="HandedOver"/>).
/// </summary>
internal static class ParkedKernel
{
    private const uint WaitForInterrupt = 0xd503_207f; // WFI (Arm ARM, C6.2)
    private const uint BranchBack = 0x17ff_ffff; // B .-4

    /// <param name="mark">Tells it from others like it.</param>
    public static byte[] Make(string mark)
    {
        byte[] code = new byte[Arm64ImageHeader.SizeBytes + 2 * sizeof(uint)];
        new Arm64ImageHeader(Arm64ImageHeader.SizeBytes, 0x1_0000, Granule.Size4K, 0).Write(code);
        BinaryPrimitives.WriteUInt32LittleEndian(code.AsSpan(Arm64ImageHeader.SizeBytes), WaitForInterrupt);
        BinaryPrimitives.WriteUInt32LittleEndian(code.AsSpan(Arm64ImageHeader.SizeBytes + sizeof(uint)), BranchBack);
        return [.. code, .. Encoding.ASCII.GetBytes(mark)];
    }
}
