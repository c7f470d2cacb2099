using System.Globalization;
using Keelson.Tools.Symbols;

namespace Keelson.Tools.Coherence;

/// <summary>Whose an instruction is, and where it stands.</summary>
/// <param name="modules">Images of ours, with their sizes.</param>
/// <param name="file">What ran where.</param>
/// <param name="kernels">Sizes of Images by name, of which those of others are only named.</param>
internal sealed class GuestPlaces(ModuleMap modules, CoherenceFile file, IReadOnlyDictionary<string, ulong> kernels)
{
    /// <summary>Of the kernel-shim, in the upper half (arch/arm64/KernelEntry.cs).</summary>
    private const ulong KernelBase = 0xffff_8000_0000_0000;
    private const ulong UpperHalf = 1ul << 63;

    /// <returns>MODULE+0xOFFSET as backtraces have it, for code of ours; null for the firmware's, or another
    /// kernel's.</returns>
    public string? OursAt(ulong counter, string? kernel)
    {
        if (counter >= UpperHalf)
        {
            return Within(kernel, counter - KernelBase);
        }

        // A later image may lie where an earlier one did.
        return file
            .Images.Reverse()
            .Select(image => counter >= image.Start ? Within(image.Name, counter - image.Start) : null)
            .FirstOrDefault(place => place is not null);
    }

    public string Describe(ulong counter, string? kernel) =>
        OursAt(counter, kernel)
        ?? (counter >= UpperHalf ? $"{kernel ?? "a kernel"} at 0x{Hex(counter)}" : KernelAt(counter))
        ?? $"the firmware at 0x{Hex(counter)}";

    private string? KernelAt(ulong counter) =>
        file
            .Images.Where(image => image.IsKernel && counter - image.Start < kernels.GetValueOrDefault(image.Name))
            .Select(image => $"{image.Name}, 0x{Hex(counter - image.Start)} from its start")
            .LastOrDefault();

    private string? Within(string? module, ulong offset) =>
        module is not null && modules.Find(module) is { } image && offset < image.Size
            ? $"{module}+0x{Hex(offset)}"
            : null;

    private static string Hex(ulong value) => value.ToString("x", CultureInfo.InvariantCulture);
}
