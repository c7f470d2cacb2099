using System.Runtime;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Nothing;

/// <summary>
/// Switches off at once: what it takes to get here is the firmware's own time, against which the product's is measured.
/// </summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable) =>
        EfiApplication.Start(imageHandle, systemTable, "nothing").Runtime.ResetSystem(ResetType.Shutdown);
}
