using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Keelson.Tools.Qemu;

/// <summary>
/// A variable store of edk2's for the virt board in which Boot0000 loads from a URI, as a person would have set it up
/// in the firmware's menu.
/// </summary>
internal static class BootOption
{
    // edk2's layout of the flash bank: variables, then two areas of the same size for fault-tolerant writes, which
    // the firmware makes anew when they hold nothing.
    private const int AreaBytes = 0x4_0000,
        VolumeBytes = 3 * AreaBytes;

    private const int VolumeHeaderBytes = 72,
        ChecksumOffset = 50;

    private const uint NonVolatileBootRuntime = 7;

    private static readonly Guid s_variableVolume = new("fff12b8d-7696-4c8b-a985-2747075b4f50"),
        s_authenticatedStore = new("aaf32c78-947b-439a-a180-2e144ec37792"),
        s_globalVariable = new("8be4df61-93ca-11d2-aa0d-00e098032b8c");

    /// <summary>Writes over the variables of a store; what follows them stays.</summary>
    public static void Write(string store, string uri)
    {
        MemoryStream area = new();
        area.Write(VolumeHeader());
        area.Write(s_authenticatedStore.ToByteArray());
        // VARIABLE_STORE_HEADER of edk2: its size; formatted and healthy.
        Append(area, AreaBytes - VolumeHeaderBytes);
        area.Write([0x5a, 0xfe, 0, 0, 0, 0, 0, 0]);
        AppendVariable(area, "Boot0000", LoadOption(uri));
        AppendVariable(area, "BootOrder", [0, 0]);

        // Flash that nothing was written to is all ones.
        byte[] volume = new byte[VolumeBytes];
        volume.AsSpan().Fill(0xff);
        area.ToArray().CopyTo(volume, 0);
        using FileStream file = File.OpenWrite(store);
        file.Write(volume);
    }

    /// <summary>EFI_FIRMWARE_VOLUME_HEADER (PI 1.8, volume 3, 3.2.1).</summary>
    private static byte[] VolumeHeader()
    {
        MemoryStream header = new();
        header.Write(new byte[16]);
        header.Write(s_variableVolume.ToByteArray());
        header.Write(BitConverter.GetBytes((long)VolumeBytes));
        header.Write("_FVH"u8);
        // EFI_FVB2_ATTRIBUTES: readable, writable, sticky, memory-mapped, erased to ones.
        Append(header, 0x0004_feff);
        header.Write([VolumeHeaderBytes, 0]);
        // checksum and no extension; revision 2
        header.Write([0, 0, 0, 0, 0, 2]);
        Append(header, VolumeBytes / AreaBytes);
        Append(header, AreaBytes);
        header.Write(new byte[8]);
        byte[] bytes = header.ToArray();
        ushort sum = 0;
        foreach (ushort word in MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()))
        {
            sum += word;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(ChecksumOffset), (ushort)-sum);
        return bytes;
    }

    /// <summary>
    /// EFI_LOAD_OPTION (UEFI 2.10, 3.1.3), active, whose path is the short form of a URI (10.3.4.23).
    /// </summary>
    private static byte[] LoadOption(string uri)
    {
        byte[] text = Encoding.ASCII.GetBytes(uri);
        byte[] path = [3, 24, (byte)(4 + text.Length), 0, .. text, 0x7f, 0xff, 4, 0];
        return [1, 0, 0, 0, (byte)path.Length, 0, .. Encoding.Unicode.GetBytes("HTTP\0"), .. path];
    }

    /// <summary>AUTHENTICATED_VARIABLE_HEADER of edk2, added and valid, then name and data.</summary>
    private static void AppendVariable(MemoryStream area, string name, byte[] data)
    {
        byte[] text = Encoding.Unicode.GetBytes(name + "\0");
        area.Write([0xaa, 0x55, 0x3f, 0]);
        Append(area, NonVolatileBootRuntime);
        // no count, no time, no key
        area.Write(new byte[8 + 16 + 4]);
        Append(area, text.Length);
        Append(area, data.Length);
        area.Write(s_globalVariable.ToByteArray());
        area.Write(text);
        area.Write(data);
        while (area.Length % 4 != 0)
        {
            area.WriteByte(0xff);
        }
    }

    private static void Append(MemoryStream stream, long value) => stream.Write(BitConverter.GetBytes((uint)value));
}
