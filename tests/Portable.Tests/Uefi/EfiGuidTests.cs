using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CsCheck;
using Keelson.Uefi;
using Keelson.Uefi.Protocols;
using Xunit;

namespace Keelson.Portable.Tests;

public class EfiGuidTests
{
    [Fact]
    public void The_first_three_fields_are_little_endian_and_the_rest_is_as_written()
    {
        EfiGuid guid = WellKnownGuids.GlobalVariable;
        byte[] expected =
        [
            0x61,
            0xdf,
            0xe4,
            0x8b,
            0xca,
            0x93,
            0xd2,
            0x11,
            0xaa,
            0x0d,
            0x00,
            0xe0,
            0x98,
            0x03,
            0x2b,
            0x8c,
        ];
        Assert.Equal(expected, MemoryMarshal.AsBytes(new ReadOnlySpan<EfiGuid>(in guid)));
        Assert.Equal(0x8be4df61u, guid.Data1);
        Assert.Equal(EfiGuid.SizeBytes, Unsafe.SizeOf<EfiGuid>());
    }

    /// <summary>
    /// The texts are those of the specification; <see cref="Guid"/> knows the byte order on its own account.
    /// </summary>
    [Fact]
    public void Well_known_GUIDs_match_the_specification()
    {
        AssertText("8868e871-e4f1-11d3-bc22-0080c73c8881", WellKnownGuids.Acpi20Table);
        AssertText("b1b621d5-f19c-41a5-830b-d9152c69aae0", WellKnownGuids.DeviceTreeTable);
        AssertText("eb66918a-7eef-402a-842e-931d21c38ae9", WellKnownGuids.RtPropertiesTable);
        AssertText("8be4df61-93ca-11d2-aa0d-00e098032b8c", WellKnownGuids.GlobalVariable);
        AssertText("5568e427-68fc-4f3d-ac74-ca555231cc68", WellKnownGuids.LinuxInitrdMedia);
        AssertText("09576e91-6d3f-11d2-8e39-00a0c969723b", DevicePathProtocol.Guid);
        AssertText("5b1b31a1-9562-11d2-8e3f-00a0c969723b", LoadedImageProtocol.Guid);
        AssertText("4006c0c1-fcb3-403e-996d-4a6c8724e06d", LoadFile2Protocol.Guid);
        AssertText("964e5b22-6459-11d2-8e39-00a0c969723b", SimpleFileSystemProtocol.Guid);
        AssertText("09576e92-6d3f-11d2-8e39-00a0c969723b", EfiFileInfo.Guid);
        AssertText("9042a9de-23dc-4a38-96fb-7aded080516a", GraphicsOutputProtocol.Guid);
        AssertText("387477c1-69c7-11d2-8e39-00a0c969723b", SimpleTextInputProtocol.Guid);
        AssertText("387477c2-69c7-11d2-8e39-00a0c969723b", SimpleTextOutputProtocol.Guid);
        AssertText("964e5b21-6459-11d2-8e39-00a0c969723b", BlockIoProtocol.Guid);
        AssertText("3152bca5-eade-433d-862e-c01cdc291f44", RngProtocol.Guid);
        AssertText("26baccb1-6f42-11d4-bce7-0080c73c8881", CpuArchProtocol.Guid);
        AssertText("607f766c-7455-42be-930b-e4d76db2720f", Tcg2Protocol.Guid);
        AssertText("96751a3d-72f4-41a6-a794-ed5d0e67ae6b", CcMeasurementProtocol.Guid);
        AssertText("e20939be-32d4-41be-a150-897f85d49829", WellKnownGuids.MemoryOnlyResetControl);
        AssertText("605dab50-e046-4300-abb6-3dd810dd8b23", ShimLockProtocol.Guid);
        AssertText("94ab2f58-1438-4ef1-9152-18941a3a0e68", Security2ArchProtocol.Guid);
        AssertText("e617d64c-fe08-46da-f4dc-bbd5870c7300", DeviceTreeFixupProtocol.Guid);
    }

    [Fact]
    public void GUIDs_are_equal_if_all_16_bytes_are() =>
        Gen.Select(Gen.Byte.Array[16], Gen.Int[0, 15])
            .Sample(
                (bytes, index) =>
                {
                    byte[] other = [.. bytes];
                    other[index] ^= 1;
                    return EfiGuid.Read(bytes) == EfiGuid.Read([.. bytes])
                        && EfiGuid.Read(bytes) != EfiGuid.Read(other)
                        && EfiGuid.Read(bytes).Equals((object)EfiGuid.Read(bytes))
                        && !EfiGuid.Read(bytes).Equals(new Guid(bytes));
                },
                iter: 200
            );

    private static void AssertText(string expected, EfiGuid guid) =>
        Assert.Equal(new Guid(expected), new Guid(MemoryMarshal.AsBytes(new ReadOnlySpan<EfiGuid>(in guid))));
}
