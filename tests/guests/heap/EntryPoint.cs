using System.Runtime;
using Keelson.Cases.Heap;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Heap;

/// <summary>Runs every case of <c>tests/data/csharp/heap</c>: what takes <c>KeelsonHeap</c> <c>Bump</c>.</summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiApplication.Start(imageHandle, systemTable, "heap");
        AllCases.Run();
        EfiApplication.WriteLine($"heap: done");
        return EfiApplication.End(EfiStatus.Success);
    }
}
