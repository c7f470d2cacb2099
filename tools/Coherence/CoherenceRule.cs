namespace Keelson.Tools.Coherence;

/// <summary>What the checker holds a machine to; docs/coherence.md says more of each.</summary>
/// <param name="Number">As the plugin has it.</param>
/// <param name="Title">What is broken.</param>
/// <param name="Section">Of the Arm ARM (DDI 0487), or of the arm64 boot protocol.</param>
internal sealed record CoherenceRule(int Number, string Title, string Section)
{
    public static IReadOnlyList<CoherenceRule> All { get; } =
    [
        new(1, "uncached read of what is in the cache alone", "DDI 0487, B2.8, mismatched memory attributes"),
        new(2, "cached read of what is in memory alone", "DDI 0487, B2.8, mismatched memory attributes"),
        new(3, "a write with a newer or an older copy in the cache", "DDI 0487, B2.8, mismatched memory attributes"),
        new(4, "cache maintenance that no barrier orders", "DDI 0487, D7.5.6, ordering and completion of maintenance"),
        new(5, "maintenance that loses data", "DDI 0487, D7.5.5, DC IVAC; set and way"),
        new(6, "fetch past the cache of what is in the cache alone", "DDI 0487, D7.5, with the MMU off"),
        new(7, "a kernel entered otherwise than it asks", "DDI 0487, Documentation/arch/arm64/booting.rst"),
        new(8, "fetch of what was written, without maintenance", "DDI 0487, B2.4.4, instruction fetch"),
        new(9, "use of a table entry before it is observable", "DDI 0487, D8.2.6, ordering of table walks"),
        new(10, "change of a live table entry without break-before-make", "DDI 0487, D8.16.1"),
        new(11, "TLBI or a translation register without its barriers", "DDI 0487, D8.14.5; D24.1.2"),
        new(12, "a frame under two memory types", "DDI 0487, B2.11, mismatched memory attributes"),
        new(13, "an access that Device memory does not take", "DDI 0487, B2.10.2; B2.9.5"),
        new(14, "a device under write-back memory", "DDI 0487, B2.10.2"),
        new(18, "memory that is not the kernel's", "UEFI 2.10, 7.2; 8.1"),
    ];

    public static CoherenceRule Of(int number) =>
        All.FirstOrDefault(rule => rule.Number == number)
        ?? throw new ArgumentOutOfRangeException(nameof(number), number, "the plugin and its rules do not agree");
}
