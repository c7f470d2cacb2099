using System.Buffers.Binary;
using System.Text;
using Keelson.Uefi;

namespace Keelson.Tools.Disks;

/// <summary>
/// <c>boot.scr</c>, which U-Boot runs before it looks for EFI applications: here it only sets <c>bootargs</c>, which
/// become the application's options, and returns, so that the search goes on as without it. A "legacy image" of type
/// script (U-Boot, include/image.h): 64 bytes of header, the length of the text, 0, the text.
/// </summary>
internal static class UbootScript
{
    private const int HeaderBytes = 64;
    private const uint Magic = 0x2705_1956;
    private const byte OsLinux = 5;
    private const byte ArchitectureArm64 = 22;
    private const byte TypeScript = 6;

    public static byte[] SetOptions(string options)
    {
        // The shell of U-Boot keeps what stands between single quotes as it is.
        byte[] text = Encoding.ASCII.GetBytes($"setenv bootargs '{options}'\n");
        byte[] image = new byte[HeaderBytes + 8 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(image.AsSpan(HeaderBytes), text.Length);
        text.CopyTo(image, HeaderBytes + 8);
        Span<byte> header = image.AsSpan(0, HeaderBytes);
        BinaryPrimitives.WriteUInt32BigEndian(header, Magic);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], image.Length - HeaderBytes);
        BinaryPrimitives.WriteUInt32BigEndian(header[24..], Crc32.Of(image.AsSpan(HeaderBytes)));
        (header[28], header[29], header[30]) = (OsLinux, ArchitectureArm64, TypeScript);
        "keelson"u8.CopyTo(header[32..]);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], Crc32.Of(header));
        return image;
    }
}
