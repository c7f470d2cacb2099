namespace Keelson.Findings;

public readonly partial struct FindingGuide
{
    private const string FixMap = "Correct the resource descriptors (HOBs, GCD entries) that the map is made of.";

    private static FindingGuide OfMap(FindingId id) =>
        id switch
        {
            FindingId.RegionsOverlap => new(
                "Two descriptors of the memory map cover some of the same memory. The map says two things of it, and "
                    + "which one holds nobody can know. Keelson neither uses nor poisons memory that is covered twice.",
                "Memory that the firmware still uses is handed to programs: rare crashes, corrupted variables.",
                "Linux has pruned such entries on x86 since commit 0100a3e67a9c.",
                FixMap
            ),
            FindingId.RegionDuplicated => new(
                "The same range is listed twice.",
                "Kernels count the memory twice, or map a runtime region twice at two virtual addresses, of which the "
                    + "firmware uses one.",
                NoneKnown,
                FixMap
            ),
            FindingId.RegionNested => new("One region lies wholly inside another.", "As KF-001.", "As KF-001.", FixMap),
            FindingId.RegionEmpty => new(
                "A descriptor of 0 pages. Keelson drops it; runtime services stay if no table lies in it.",
                "Kernels that compute the last byte of a region wrap around.",
                "Linux drops such entries on x86 (commit 0100a3e67a9c).",
                "Do not publish empty ranges."
            ),
            FindingId.RegionWraps => new(
                "Start and page count give an end past 2^64. Keelson drops the descriptor.",
                "Kernels that add the two map the wrong memory.",
                "Linux drops such entries on x86 (commit 0100a3e67a9c).",
                FixMap
            ),
            FindingId.RegionBeyondPhysicalRange => new(
                "A runtime region or memory at addresses that this CPU cannot form (ID_AA64MMFR0_EL1.PARange). Nothing "
                    + "can be mapped there, so a kernel that tries loses every runtime service. Keelson drops the "
                    + "descriptor.",
                "\"EFI runtime services will not be available\" on one CPU, and none of it on another.",
                NoneKnown,
                "Limit the published range to the address size of the CPU that runs."
            ),
            FindingId.RegionOffPage => new(
                "PhysicalStart is no multiple of 4 KB. Keelson drops the descriptor where it is a runtime region.",
                "Kernels map the pages around it, or refuse the map.",
                "Boot code that passed unaligned ranges was mended in U-Boot (commit 7a82c3051c8).",
                "Round ranges before they are published."
            ),
            FindingId.RuntimeRegionOff64K => new(
                "A runtime region does not start and end on a multiple of 64 KB. A kernel with 16 KB or 64 KB pages "
                    + "cannot map it by itself: neighbours share its pages and its permissions.",
                "Linux maps such regions writable and executable, and warns.",
                "U-Boot on Apple M1 (AsahiLinux/linux issue 17); edk2 commit 756d5fb0ab (PrePi HOBs).",
                "edk2: RUNTIME_PAGE_ALLOCATION_GRANULARITY is 64 KB on AArch64; regions that HOBs describe must keep "
                    + "to "
                    + "it as well, at both ends."
            ),
            FindingId.RuntimeRegionsShareFrame => new(
                "Two runtime regions lie in one 64 KB frame, one cacheable and one not. Whichever memory type a large "
                    + "page has, it is wrong for one of them (mismatched attributes, Arm ARM DDI 0487, B2.8).",
                "Lost writes to a device, or stale data, with kernels of 16 KB or 64 KB pages only.",
                NoneKnown,
                "Keep devices and memory in 64 KB frames of their own."
            ),
            FindingId.RamNotWriteBack => new(
                "Memory is listed without EFI_MEMORY_WB. No kernel can use it as ordinary memory, as arm64 has no "
                    + "other "
                    + "kind that exclusives and SIMD are sure to work on.",
                "Less memory than there is.",
                "The Arm SBBR suite fails on it.",
                "Publish RAM with EFI_MEMORY_WB."
            ),
            FindingId.RuntimeAttributeMissing => new(
                "A region of type EfiRuntimeServicesCode or EfiRuntimeServicesData has no EFI_MEMORY_RUNTIME. It is "
                    + "neither in the virtual address map nor free: firmware that uses it faults.",
                "\"EFI runtime services will not be available\", or an exception in the first service that needs it.",
                "Code and data outside of runtime regions: U-Boot commits 01fa922bbba, ebbad02c1b7, 53e54bf50d2.",
                "Set EFI_MEMORY_RUNTIME on every region of the two types."
            ),
            FindingId.RuntimeMemoryIsFree => new(
                "A region with EFI_MEMORY_RUNTIME lies in memory that another descriptor calls free. Kernels will "
                    + "overwrite it. Keelson takes it for the firmware's. Or ACPI's tables, or what EFI_SYSTEM_TABLE "
                    + "leads to, lie in memory that is free after ExitBootServices, where other tables of boot time "
                    + "may (UEFI 2.10, 2.3.6).",
                "Runtime services fail some time after the boot, in ways that differ from run to run.",
                NoneKnown,
                FixMap
            ),
            FindingId.RuntimeAttributeOnFreeType => new(
                "EFI_MEMORY_RUNTIME on loader, boot-services or conventional memory. Kernels differ in which of the "
                    + "two "
                    + "they believe; Keelson maps the region and does not use it otherwise.",
                "Runtime services that fail under one kernel and not under another.",
                NoneKnown,
                "Allocate runtime memory as EfiRuntimeServicesCode or EfiRuntimeServicesData."
            ),
            _ => new(
                "No region has EFI_MEMORY_RUNTIME, so there is nothing that runtime services could run in.",
                "No efivars, no clock from firmware, no reset through firmware.",
                NoneKnown,
                "Set EFI_MEMORY_RUNTIME on the runtime regions, or say in EFI_RT_PROPERTIES_TABLE that there are no "
                    + "services."
            ),
        };
}
