using System.Reflection.PortableExecutable;
using Keelson.Tools.Diagnostics;

namespace Keelson.Tools.PortableExecutable;

/// <summary>
/// Holds of an image whose code has short addresses (<c>outline --addresses near</c>) that code and data are within
/// what ADR reaches, 1 MB: the linker writes an address that is further away wrongly, without a word.
/// </summary>
internal static class ReachGate
{
    private const int ReachBytes = 1 << 20;

    // What objects bring that others refer to; payload sections are found through the headers.
    private static readonly string[] s_referredTo = [".text", ".rdata", ".data"];

    public static IReadOnlyList<Diagnostic> Check(string origin, byte[] image)
    {
        SectionHeader[] sections =
        [
            .. PeFile.Read(image).Sections.Where(section => s_referredTo.Contains(section.Name)),
        ];
        if (sections.Length == 0)
        {
            return [];
        }

        int start = sections.Min(section => section.VirtualAddress);
        int end = sections.Max(section => section.VirtualAddress + section.VirtualSize);
        return end - start <= ReachBytes
            ? []
            :
            [
                new Diagnostic(
                    origin,
                    "KEEL122",
                    $"code and data take {end - start} bytes, and short addresses reach {ReachBytes}; set "
                        + "NativeAddresses to far in the project, or Addresses of its NativeVariant"
                ),
            ];
    }
}
