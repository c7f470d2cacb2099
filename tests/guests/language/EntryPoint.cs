using System.Runtime;
using Keelson.Cases;
using Keelson.Efi;
using Keelson.Uefi;

namespace Keelson.Guests.Language;

/// <summary>
/// Runs every case of <c>tests/data/csharp/works</c>. The same files are compiled for .NET, which says what they are to
/// print (tests/Boot.Tests, LanguageTests).
/// </summary>
internal static class EntryPoint
{
    [RuntimeExport("EfiMain")]
    private static EfiStatus EfiMain(nint imageHandle, nint systemTable)
    {
        EfiApplication.Start(imageHandle, systemTable, "language");
        AllCases.Run();
        EfiApplication.WriteLine($"language: done");
        return EfiApplication.End(EfiStatus.Success);
    }
}
