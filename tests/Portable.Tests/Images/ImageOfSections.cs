using System.Buffers.Binary;
using System.Text;

namespace Keelson.Portable.Tests;

/// <summary>A PE file as far as its sections go.</summary>
internal static class ImageOfSections
{
    private const int TableOffset = 0x40 + 24;

    public static byte[] Make(params (string Name, byte[] Contents)[] sections)
    {
        byte[] headers = new byte[TableOffset + sections.Length * 40];
        "MZ"u8.CopyTo(headers);
        BinaryPrimitives.WriteUInt32LittleEndian(headers.AsSpan(0x3c), 0x40);
        "PE\0\0"u8.CopyTo(headers.AsSpan(0x40));
        BinaryPrimitives.WriteUInt16LittleEndian(headers.AsSpan(0x46), (ushort)sections.Length);
        List<byte> data = [];
        for (int i = 0; i < sections.Length; i++)
        {
            Span<byte> header = headers.AsSpan(TableOffset + i * 40, 40);
            Encoding.ASCII.GetBytes(sections[i].Name, header);
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], sections[i].Contents.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header[16..], sections[i].Contents.Length);
            BinaryPrimitives.WriteInt32LittleEndian(header[20..], headers.Length + data.Count);
            data.AddRange(sections[i].Contents);
        }

        return [.. headers, .. data];
    }
}
