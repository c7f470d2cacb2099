using System.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace Hello;

/// <summary>
/// The smallest EFI application on Keelson's runtime: says hello, and shows that the machine answers.
/// </summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "hello");

        EfiApplication.WriteLine($"Hello from C# at EL{Cpu.ExceptionLevel}, without a .NET runtime under it.");
        EfiApplication.WriteLine(
            $"UEFI {system.UefiRevision >> 16}.{(system.UefiRevision & 0xffff) / 10}, "
                + $"{system.ConfigurationTables.Length / ConfigurationTable.SizeBytes} configuration tables."
        );
        return EfiApplication.End(EfiStatus.Success);
    }
}
