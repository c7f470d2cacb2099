using System.Buffers.Binary;
using System.Text;
using Keelson.Tools.Workspace;
using Keelson.Uefi;

namespace Keelson.Tools.Qemu;

/// <summary>
/// The environment that U-Boot reads from the virt board's second flash bank: a CRC32, then <c>name=value</c> strings
/// (U-Boot, tools/mkenvimage.c). It makes U-Boot start an application that the machine put into memory, or that its
/// network has, or, where there is neither, the one that a disk has at the removable media path (UEFI 2.10, 3.5.1.1).
/// </summary>
internal static class UbootEnvironment
{
    /// <summary>CONFIG_ENV_SIZE of qemu_arm64.</summary>
    private const int EnvironmentBytes = 0x4_0000;
    private const long FlashBankBytes = 64L << 20;
    private const string LoadAddress = "0x40400000";

    /// <param name="overNetwork">Whether the application waits on a TFTP server, which DHCP names.</param>
    /// <returns>The flash bank's file.</returns>
    public static string Write(string folder, QemuRunOptions options, bool overNetwork)
    {
        string start =
            overNetwork ? $"dhcp {LoadAddress} {Products.DefaultBootFileName}; bootefi {LoadAddress}"
            : options.EfiApplication is { } application ? $"bootefi {LoadAddress}:{new FileInfo(application).Length:x}"
            : $"virtio scan; load virtio 0 {LoadAddress} EFI/BOOT/BOOTAA64.EFI; bootefi {LoadAddress}";
        string text = $"bootdelay=0\0bootargs={options.CommandLine}\0bootcmd={start} ${{fdtcontroladdr}}\0\0";
        byte[] environment = new byte[EnvironmentBytes];
        Encoding.ASCII.GetBytes(text, environment.AsSpan(sizeof(uint)));
        BinaryPrimitives.WriteUInt32LittleEndian(environment, Crc32.Of(environment.AsSpan(sizeof(uint))));
        string path = Path.Combine(folder, "environment.fd");
        using FileStream bank = File.Create(path);
        bank.Write(environment);
        bank.SetLength(FlashBankBytes);
        return path;
    }
}
