namespace Keelson.Findings;

public readonly partial struct FindingGuide
{
    private const string LinuxSkipsEntry =
        "Linux skips the entry with a message, and its region stays writable and executable.";
    private const string FixAttributes =
        "edk2: the table is made by CoreInstallMemoryAttributesTable; compare with its state in edk2-stable202511.";
    private const string BadTables =
        "edk2 commits 7ae0516dd9, acb29d4cbe, e2f2bbe208 (before edk2-stable202402) and 1fb6462c67 (before "
        + "edk2-stable202405).";

    private static FindingGuide OfAttributes(FindingId id) =>
        id switch
        {
            FindingId.AttributesTableMalformed => new(
                "EFI_MEMORY_ATTRIBUTES_TABLE has version 0, a descriptor size below 40 bytes, more entries "
                    + "than its memory holds, or lies in no memory of the map. None of it can be believed.",
                "Kernels that trust its count read past the table; others leave runtime memory writable and "
                    + "executable.",
                BadTables,
                FixAttributes
            ),
            FindingId.AttributesEntryOutsideMap => new(
                "An entry describes memory that no region of the memory map holds.",
                LinuxSkipsEntry,
                "edk2 commits ada905ab5c, 82f0f411c7.",
                FixAttributes
            ),
            FindingId.AttributesEntryType => new(
                "The type of an entry is not that of the region it lies in, or none of the two runtime types.",
                LinuxSkipsEntry,
                "edk2 commits 254641f342, 74a8877033.",
                FixAttributes
            ),
            FindingId.AttributesEntryRange => new(
                "An entry has no pages, wraps around, or does not start on a 4 KB page.",
                LinuxSkipsEntry,
                "edk2 commit 1fb6462c67, found on arm64.",
                FixAttributes
            ),
            FindingId.AttributesEntryOrder => new(
                "Entries have to ascend by address; this one starts below the one before it.",
                "Kernels that search the table miss entries.",
                NoneKnown,
                FixAttributes
            ),
            FindingId.AttributesEntriesOverlap => new(
                "Two entries describe some of the same memory; where they disagree, the tighter one wins in Linux and "
                    + "the later one elsewhere.",
                "Permission faults in services, under some kernels only.",
                BadTables,
                FixAttributes
            ),
            FindingId.AttributesEntrySpansRegions => new(
                "An entry begins in one region of the memory map and ends in another.",
                LinuxSkipsEntry,
                BadTables,
                FixAttributes
            ),
            FindingId.AttributesEntryPermissions => new(
                "An entry that sets neither EFI_MEMORY_RO nor EFI_MEMORY_XP leaves memory writable and executable, "
                    + "which is what the table is there to end; attributes other than RO, XP and RUNTIME have no "
                    + "meaning in it.",
                "Runtime memory that is writable and executable.",
                "edk2 commit bb248a9509 (edk2-stable202411) to 64a1aca08f (edk2-stable202511), issue 9534.",
                FixAttributes
            ),
            FindingId.AttributesEntryNotRuntime => new(
                "Each entry has to carry EFI_MEMORY_RUNTIME, as its region does.",
                LinuxSkipsEntry,
                NoneKnown,
                FixAttributes
            ),
            _ => new(
                "A runtime region of code or data has parts that no entry describes. They stay writable and "
                    + "executable.",
                "Runtime memory that is writable and executable.",
                "edk2 commit bb248a9509.",
                FixAttributes
            ),
        };
}
