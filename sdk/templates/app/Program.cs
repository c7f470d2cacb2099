using System.Runtime;
using Keelson.Arch.Arm64;
using Keelson.Efi;
using Keelson.Uefi;

namespace KeelsonApp;

internal static class Program
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiSystem system = EfiApplication.Start(imageHandle, systemTable, "KeelsonApp");
        EfiApplication.WriteLine($"Hello from C# at EL{Cpu.ExceptionLevel}, on UEFI {system.UefiRevision >> 16}.");
        EfiApplication.WriteLine($"KeelsonApp: done");
        return EfiApplication.End(EfiStatus.Success);
    }
}
