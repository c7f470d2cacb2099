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
    public const int Count = (int)FindingId.ResetDidOtherwise;

    private const FindingSeverity Error = FindingSeverity.Error;
    private const FindingSeverity Warning = FindingSeverity.Warning;
    private const FindingSeverity Note = FindingSeverity.Note;

    private static ReadOnlySpan<byte> MapRule => "UEFI 2.10, 7.2.3"u8;
    private static ReadOnlySpan<byte> Arm64Rule => "UEFI 2.10, 2.3.6"u8;
    private static ReadOnlySpan<byte> AttributesRule => "UEFI 2.10, 4.6.4"u8;
    private static ReadOnlySpan<byte> VariableRule => "UEFI 2.10, 8.2"u8;
    private static ReadOnlySpan<byte> PropertiesRule => "UEFI 2.10, 4.6.2"u8;

    /// <summary>17 of <c>KF-017</c>.</summary>
    public static uint Number(this FindingId id) => (uint)id;

    public static FindingFacts Facts(this FindingId id) =>
        id switch
        {
            FindingId.RegionsOverlap => new(Error, MapRule, "overlaps another region"u8),
            FindingId.RegionDuplicated => new(Error, MapRule, "is listed twice"u8),
            FindingId.RegionNested => new(Error, MapRule, "lies inside another region"u8),
            FindingId.RegionEmpty => new(Error, MapRule, "has no pages"u8),
            FindingId.RegionWraps => new(Error, MapRule, "ends past 2^64"u8),
            FindingId.RegionBeyondPhysicalRange => new(Error, MapRule, "lies beyond the CPU's physical addresses"u8),
            FindingId.RegionOffPage => new(Error, MapRule, "does not start on a 4 KB page"u8),
            FindingId.RuntimeRegionOff64K => new(Warning, Arm64Rule, "does not start and end on 64 KB"u8),
            FindingId.RuntimeRegionsShareFrame => new(
                Warning,
                Arm64Rule,
                "shares 64 KB with a runtime region of another memory type"u8
            ),
            FindingId.RamNotWriteBack => new(Warning, Arm64Rule, "is memory without EFI_MEMORY_WB"u8),
            FindingId.RuntimeAttributeMissing => new(Error, MapRule, "lacks EFI_MEMORY_RUNTIME"u8),
            FindingId.RuntimeMemoryIsFree => new(Error, MapRule, "overlaps memory that is free for the kernel"u8),
            FindingId.RuntimeAttributeOnFreeType => new(
                Warning,
                MapRule,
                "has EFI_MEMORY_RUNTIME, on a type that is free after ExitBootServices"u8
            ),
            FindingId.NoRuntimeRegion => new(Error, MapRule, "no region has EFI_MEMORY_RUNTIME"u8),
            FindingId.SystemTableCrc => new(Warning, "UEFI 2.10, 4.2"u8, "the CRC32 of the system table is wrong"u8),
            FindingId.RuntimeTableCrc => new(
                Warning,
                "UEFI 2.10, 4.2"u8,
                "the CRC32 of the runtime services table is wrong"u8
            ),
            FindingId.ServiceFaulted => new(Error, "UEFI 2.10, 8.1"u8, "took an exception"u8),
            FindingId.ServiceMissingUnannounced => new(
                Note,
                PropertiesRule,
                "is unsupported, and there is no EFI_RT_PROPERTIES_TABLE to say so"u8
            ),
            FindingId.ServiceAdvertisedButMissing => new(Error, PropertiesRule, "is advertised and unsupported"u8),
            FindingId.ServicePresentButNotAdvertised => new(Warning, PropertiesRule, "answers, unadvertised"u8),
            FindingId.RtPropertiesMalformed => new(Warning, PropertiesRule, "EFI_RT_PROPERTIES_TABLE is malformed"u8),
            FindingId.AttributesTableMalformed => new(
                Error,
                AttributesRule,
                "EFI_MEMORY_ATTRIBUTES_TABLE is malformed"u8
            ),
            FindingId.AttributesEntryOutsideMap => new(Error, AttributesRule, "is not in the memory map"u8),
            FindingId.AttributesEntryType => new(Error, AttributesRule, "has not the type of its region"u8),
            FindingId.AttributesEntryRange => new(Error, AttributesRule, "is empty, wraps or is off a 4 KB page"u8),
            FindingId.AttributesEntryOrder => new(Error, AttributesRule, "is out of ascending order"u8),
            FindingId.AttributesEntriesOverlap => new(Error, AttributesRule, "overlaps another entry"u8),
            FindingId.AttributesEntrySpansRegions => new(Error, AttributesRule, "crosses the end of its region"u8),
            FindingId.AttributesEntryPermissions => new(
                Warning,
                AttributesRule,
                "has neither EFI_MEMORY_RO nor EFI_MEMORY_XP, or attributes that do not belong here"u8
            ),
            FindingId.AttributesEntryNotRuntime => new(Warning, AttributesRule, "lacks EFI_MEMORY_RUNTIME"u8),
            FindingId.AttributesIncomplete => new(Warning, AttributesRule, "is not wholly described"u8),
            FindingId.TimeInvalid => new(Error, "UEFI 2.10, 8.3.1"u8, "is no time"u8),
            FindingId.ClockStopped => new(Error, "UEFI 2.10, 8.3.1"u8, "stands still"u8),
            FindingId.RegistersClobbered => new(Error, Arm64Rule, "changed registers that it must keep"u8),
            FindingId.VirtualAddressMapFailed => new(Error, "UEFI 2.10, 8.4.1"u8, "failed"u8),
            FindingId.ServiceNotCalled => new(Error, PropertiesRule, "is advertised and was never called"u8),
            FindingId.ForeignMemoryWritten => new(Error, MapRule, "memory that is the kernel's was written"u8),
            FindingId.ServicesLost => new(Error, "UEFI 2.10, 8.1"u8, "no runtime service can be called"u8),
            FindingId.AnswerNotAllowed => new(Error, "UEFI 2.10, 8"u8, "gave an answer that is not allowed"u8),
            FindingId.VariableContents => new(Error, VariableRule, "a variable does not read back as written"u8),
            FindingId.VariableStoreRefuses => new(Error, VariableRule, "the variable store takes no variable"u8),
            FindingId.VariableNamesEndless => new(Error, VariableRule, "the enumeration does not come to its end"u8),
            FindingId.OptionNotUnderstood => new(Warning, "docs/boards.md"u8, "is no option that Keelson knows"u8),
            FindingId.PointerOutsideMap => new(Error, "UEFI 2.10, 4.6"u8, "leads to no memory of the map"u8),
            FindingId.NothingConverted => new(Error, "UEFI 2.10, 8.4.1"u8, "succeeded and converted nothing"u8),
            FindingId.ResetReturned => new(Error, "UEFI 2.10, 8.5.1"u8, "came back"u8),
            FindingId.CallNeverReturned => new(Error, "UEFI 2.10, 8.1"u8, "did not return"u8),
            FindingId.BufferOverrun => new(Error, "UEFI 2.10, 8"u8, "went past the end of an argument"u8),
            FindingId.SystemErrorPending => new(Error, Arm64Rule, "left an SError pending"u8),
            FindingId.AnswersDiffer => new(Error, "UEFI 2.10, 8"u8, "answers the same question differently"u8),
            FindingId.PermissionsNotKept => new(
                Error,
                AttributesRule,
                "faults under EFI_MEMORY_ATTRIBUTES_TABLE, and not without it"u8
            ),
            FindingId.MemoryMissing => new(Error, MapRule, "is claimed to be memory and does not answer"u8),
            FindingId.TablesChanged => new(Error, "UEFI 2.10, 8.4.1"u8, "was changed by SetVirtualAddressMap"u8),
            FindingId.ResetDidOtherwise => new(Error, "UEFI 2.10, 8.5.1"u8, "did not do what it was asked for"u8),
            FindingId.EarlyDereference => new(
                Error,
                "UEFI 2.10, 8.4.1"u8,
                "used new virtual addresses before it returned"u8
            ),
            _ => new(Warning, "Keelson"u8, "took longer than 100 ms"u8),
        };
}
