using System;

namespace Keelson.Findings;

/// <summary>What every line of a report says of a finding.</summary>
/// <param name="severity">What it does to the verdict.</param>
/// <param name="rule">The document and section that asks for it.</param>
/// <param name="summary">What is wrong, in a few words that follow the name of what is wrong.</param>
public readonly ref struct FindingFacts(FindingSeverity severity, ReadOnlySpan<byte> rule, ReadOnlySpan<byte> summary)
{
    public FindingSeverity Severity { get; } = severity;
    public ReadOnlySpan<byte> Rule { get; } = rule;
    public ReadOnlySpan<byte> Summary { get; } = summary;
}

/// <summary>
/// The one catalogue of findings: console, kept report, matrix page, docs/findings.md and the verb <c>explain</c> read
/// it. What is long stands in <see cref="FindingGuide"/>, which no booted image refers to.
/// </summary>
public static class FindingCatalogue
{
    /// <summary>Identifiers are KF-001 to this number, without gaps.</summary>
    public const int Count = (int)FindingId.CounterDiffers;

    /// <summary>17 of <c>KF-017</c>.</summary>
    public static uint Number(this FindingId id) => (uint)id;

    public static FindingFacts Facts(this FindingId id)
    {
        ReadOnlySpan<byte> rest = Entries;
        for (uint number = 1; number < id.Number(); number++)
        {
            rest = rest[(rest.IndexOf((byte)'\n') + 1)..];
        }

        return new FindingFacts(
            rest[0] switch
            {
                (byte)'e' => FindingSeverity.Error,
                (byte)'w' => FindingSeverity.Warning,
                _ => FindingSeverity.Note,
            },
            Rule(rest[1]),
            rest[3..rest.IndexOf((byte)'\n')]
        );
    }

    /// <summary>By the second letter of an entry.</summary>
    private static ReadOnlySpan<byte> Rule(byte letter) =>
        letter switch
        {
            (byte)'m' => "UEFI 2.10, 7.2.3"u8,
            (byte)'a' => "UEFI 2.10, 2.3.6"u8,
            (byte)'t' => "UEFI 2.10, 4.6.4"u8,
            (byte)'v' => "UEFI 2.10, 8.2"u8,
            (byte)'p' => "UEFI 2.10, 4.6.2"u8,
            (byte)'c' => "UEFI 2.10, 4.2"u8,
            (byte)'q' => "UEFI 2.10, 4.3"u8,
            (byte)'r' => "UEFI 2.10, 8.1"u8,
            (byte)'k' => "UEFI 2.10, 8.3.1"u8,
            (byte)'u' => "UEFI 2.10, 8.3"u8,
            (byte)'s' => "UEFI 2.10, 8.4.1"u8,
            (byte)'o' => "UEFI 2.10, 8.5.1"u8,
            (byte)'g' => "UEFI 2.10, 8"u8,
            (byte)'l' => "UEFI 2.10, 4.6"u8,
            (byte)'e' => "UEFI 2.10, 7.4.6"u8,
            (byte)'b' => "EBBR 2.2, Runtime Device Mappings"u8,
            (byte)'h' => "shim 16, HSIStatus"u8,
            (byte)'i' => "Arm ARM DDI 0487, D12.1.2"u8,
            (byte)'d' => "docs/boards.md"u8,
            (byte)'y' => "docs/contract.md"u8,
            (byte)'n' => "Devicetree Specification v0.4, 3.5.4"u8,
            (byte)'f' => "ACPI 6.5, 5.2; Linux, Documentation/arch/arm64"u8,
            _ => "Keelson"u8,
        };

    /// <summary>
    /// In the order of their numbers, a line each: severity (error, warning, note), rule, summary. One text is a third
    /// of the code that a case for each would be, and the kernel-shim has it.
    /// </summary>
    private static ReadOnlySpan<byte> Entries =>
        "em overlaps another region\n"u8 // KF-001
        + "em is listed twice\n"u8 // KF-002
        + "em lies inside another region\n"u8 // KF-003
        + "em has no pages\n"u8 // KF-004
        + "em ends past 2^64\n"u8 // KF-005
        + "em lies beyond the CPU's physical addresses\n"u8 // KF-006
        + "em does not start on a 4 KB page\n"u8 // KF-007
        + "wa does not start and end on 64 KB\n"u8 // KF-008
        + "wa shares 64 KB with a runtime region of another memory type\n"u8 // KF-009
        + "wa is memory without EFI_MEMORY_WB\n"u8 // KF-010
        + "em lacks EFI_MEMORY_RUNTIME\n"u8 // KF-011
        + "em overlaps memory that is free for the kernel\n"u8 // KF-012
        + "wm has EFI_MEMORY_RUNTIME, on a type that is free after ExitBootServices\n"u8 // KF-013
        + "em no region has EFI_MEMORY_RUNTIME\n"u8 // KF-014
        + "wc the CRC32 of the system table is wrong\n"u8 // KF-015
        + "wc the CRC32 of the runtime services table is wrong\n"u8 // KF-016
        + "er took an exception\n"u8 // KF-017
        + "np is unsupported, and there is no EFI_RT_PROPERTIES_TABLE to say so\n"u8 // KF-018
        + "ep is claimed and unsupported\n"u8 // KF-019
        + "wp answers, unadvertised\n"u8 // KF-020
        + "wp is malformed\n"u8 // KF-021
        + "et is malformed\n"u8 // KF-022
        + "et is not in the memory map\n"u8 // KF-023
        + "et has not the type of its region\n"u8 // KF-024
        + "et is empty, wraps or is off a 4 KB page\n"u8 // KF-025
        + "et is out of ascending order\n"u8 // KF-026
        + "et overlaps another entry\n"u8 // KF-027
        + "et crosses the end of its region\n"u8 // KF-028
        + "wt has neither EFI_MEMORY_RO nor EFI_MEMORY_XP, or attributes that do not belong here\n"u8 // KF-029
        + "wt lacks EFI_MEMORY_RUNTIME\n"u8 // KF-030
        + "wt is not wholly described\n"u8 // KF-031
        + "ek is no time\n"u8 // KF-032
        + "ek stands still\n"u8 // KF-033
        + "ea changed registers that it must keep\n"u8 // KF-034
        + "es failed\n"u8 // KF-035
        + "ep is claimed and was never called\n"u8 // KF-036
        + "em memory that is the kernel's was written\n"u8 // KF-037
        + "wx took longer than 100 ms\n"u8 // KF-038
        + "er no runtime service can be called\n"u8 // KF-039
        + "eg gave an answer that is not allowed\n"u8 // KF-040
        + "ev a variable does not read back as written\n"u8 // KF-041
        + "ev the variable store takes no variable\n"u8 // KF-042
        + "ev the enumeration does not come to its end\n"u8 // KF-043
        + "wd is no option that Keelson knows\n"u8 // KF-044
        + "el leads to no memory of the map\n"u8 // KF-045
        + "es succeeded and converted nothing\n"u8 // KF-046
        + "eo came back\n"u8 // KF-047
        + "er did not return\n"u8 // KF-048
        + "eg went past the end of an argument\n"u8 // KF-049
        + "ea left an SError pending\n"u8 // KF-050
        + "eg answers the same question differently\n"u8 // KF-051
        + "es used new virtual addresses before it returned\n"u8 // KF-052
        + "et faults under EFI_MEMORY_ATTRIBUTES_TABLE, and not without it\n"u8 // KF-053
        + "em is claimed to be memory and does not answer\n"u8 // KF-054
        + "es was changed after ExitBootServices\n"u8 // KF-055
        + "eo did not do what it was asked for\n"u8 // KF-056
        + "wl is not what it is listed as\n"u8 // KF-057
        + "wm has descriptors of a version that is not known\n"u8 // KF-058
        + "wb is given to the kernel, and runtime services use it\n"u8 // KF-059
        + "wc the CRC32 was wrong before SetVirtualAddressMap\n"u8 // KF-060
        + "nh is not protected while boot services last\n"u8 // KF-061
        + "ei does not tell how fast the counter runs\n"u8 // KF-062
        + "eu does not read back as it was set\n"u8 // KF-063
        + "ek does not go on as time does\n"u8 // KF-064
        + "eg changed an argument that it may only read\n"u8 // KF-065
        + "wm has a memory type that UEFI does not define\n"u8 // KF-066
        + "nm has to be accepted before it is used, and is left out\n"u8 // KF-067
        + "em gave no memory map that can be used\n"u8 // KF-068
        + "ee did not end boot services\n"u8 // KF-069
        + "el cannot be used, and nothing else describes the machine\n"u8 // KF-070
        + "ws is a physical address still\n"u8 // KF-071
        + "wr leads to no memory of the runtime services\n"u8 // KF-072
        + "eg says that its hardware failed\n"u8 // KF-073
        + "wt is of a version that is not known\n"u8 // KF-074
        + "ef is refused by kernels\n"u8 // KF-075
        + "wi tells how fast the counter runs in the device tree alone\n"u8 // KF-076
        + "ef is described and does not answer\n"u8 // KF-077
        + "ec has a header of something else\n"u8 // KF-078
        + "ev was set, and is gone after a reset\n"u8 // KF-079
        + "wn is kept from everybody by the device tree, and is free to boot services\n"u8 // KF-080
        + "wy does not fit below 64 GB of virtual addresses, and is left out\n"u8 // KF-081
        + "wv the variable store is full\n"u8 // KF-082
        + "wa needs more than 8 KB of stack\n"u8 // KF-083
        + "wq has no ConOut\n"u8 // KF-084
        + "ei is not the same on every processor\n"u8; // KF-085
}
